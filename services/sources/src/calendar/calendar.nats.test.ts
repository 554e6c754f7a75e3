import { eventually } from '@millrace/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { sourcesStage, type SourcesStage } from '../sources.fixture.ts'

let stage: SourcesStage

beforeAll(async () => {
  stage = await sourcesStage()
}, 60_000)
afterAll(() => stage?.[Symbol.asyncDispose]())

const manifest = (namespace: string, more: string) => `
apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: clock, namespace: ${namespace} }
spec:
  calendar:
    tick:
${more}
`

const replica = async () => {
  const process = await stage.replica()
  onTestFinished(() => process[Symbol.asyncDispose]())
  return process
}

/** Scheduled times, in seconds since 1970. */
const ticks = async (namespace: string) =>
  (await stage.events(namespace)).map(({ delivery }) => Date.parse(delivery.deliveryId) / 1_000)
const within = { withinMs: 20_000, everyMs: 100 }

test('each tick is told once, with its time, over kill -9 and a second replica', async () => {
  await stage.apply(manifest('beat', '      interval: 1s\n      metadata: { who: me }'))
  const first = await replica()
  await eventually(async () => expect((await ticks('beat')).length).toBeGreaterThan(1), within)
  await replica()
  await first.kill()
  const before = (await ticks('beat')).length
  await eventually(async () => expect((await ticks('beat')).length).toBeGreaterThan(before + 4), within)
  const all = await ticks('beat')
  // A second apart, none left out: what the take-over cost was made good.
  for (const [nth, tick] of all.entries()) expect(tick).toBe((all[0] ?? 0) + nth)
  const [event] = await stage.events('beat')
  expect(event?.text).toMatch(
    /^\{"eventTime":"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? \+0000 UTC","metadata":\{"who":"me"\}\}$/u,
  )
  expect(event?.delivery).toMatchObject({ eventName: 'tick', event: { source: 'clock', type: 'calendar' } })
})

test('a filter that does not want a tick drops it; a broken one is told and stops nothing else', async () => {
  await stage.apply(manifest('picky', `      interval: 1s\n      filter: { expression: 'eventTime == ""' }`))
  await stage.apply(manifest('plain', '      interval: 1s'))
  await replica()
  await eventually(async () => expect((await ticks('plain')).length).toBeGreaterThan(2), within)
  expect(await ticks('picky')).toEqual([])
})

test('a changed schedule takes effect without a restart', async () => {
  await stage.apply(manifest('changing', '      schedule: "0 0 1 1 *"'))
  const process = await replica()
  await eventually(async () => expect(await process.log()).toContain('"namespace":"changing"'), within)
  await sleep(500)
  expect(await ticks('changing')).toEqual([])
  await stage.apply(manifest('changing', '      interval: 1s'))
  await eventually(async () => expect((await ticks('changing')).length).toBeGreaterThan(1), within)
})

test('a removed EventSource ticks no more', async () => {
  await stage.apply(manifest('going', '      interval: 1s'))
  const process = await replica()
  await eventually(async () => expect((await ticks('going')).length).toBeGreaterThan(1), within)
  await stage.withdraw('going', 'clock')
  await eventually(
    async () => expect(await process.log()).toMatch(/does not run a source any more.*"namespace":"going"/u),
    within,
  )
  const count = (await ticks('going')).length
  await sleep(2_500)
  expect(await ticks('going')).toHaveLength(count)
})
