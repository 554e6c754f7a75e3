import type { Sensor } from '@millrace/manifests'
import type { ServiceProcess } from '@millrace/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { startRouters, type Routers } from './routers.fixture.ts'

const replicas = 4

function sensorOf(triggers: Readonly<Record<string, string>>, dependencies: readonly string[]): Sensor {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Sensor',
    metadata: { name: 'joining', namespace: 'default', generation: 1 },
    spec: {
      dependencies: dependencies.map((name) => ({ name, eventSourceName: 'hook', eventName: name })),
      triggers: Object.entries(triggers).map(([name, conditions]) => ({ template: { name, conditions, log: {} } })),
    },
  }
}

/** Kills a process with SIGKILL and starts it again in the background; those that are still starting are left alone. */
class Killer {
  readonly #free: ServiceProcess[]
  readonly #restarts: Promise<void>[] = []
  kills = 0

  constructor({ processes }: Routers) {
    this.#free = [...processes]
  }

  async kill(): Promise<void> {
    const victim = this.#free.shift()
    if (victim === undefined) return
    this.kills += 1
    await victim.kill()
    this.#restarts.push(victim.restart().then(() => void this.#free.push(victim)))
  }

  async done(): Promise<void> {
    await Promise.all(this.#restarts)
  }
}

function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed
  const drawn = items.map((item) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return [state, item] as const
  })
  return drawn.sort(([a], [b]) => a - b).map(([, item]) => item)
}

test('40 joins, 10 rounds, routers killed all the while: each pair fires once, with its own two events', async () => {
  const pairs = 40
  const rounds = 10
  const names = Array.from({ length: pairs }, (_, at) => String(at))
  const triggers = Object.fromEntries(names.map((at) => [`t${at}`, `a${at} && b${at}`]))
  const dependencies = names.flatMap((at) => [`a${at}`, `b${at}`])
  await using routers = await startRouters(replicas, sensorOf(triggers, dependencies))
  const killer = new Killer(routers)
  for (let round = 1; round <= rounds; round += 1) {
    const events = shuffled(dependencies, round).map((name) => `${name} ${name}.${round}`)
    let last = 0
    for (let from = 0; from < events.length; from += 4) {
      last = await routers.send(events.slice(from, from + 4))
      if (from === events.length / 2) await killer.kill()
    }
    await routers.untilRouted(last)
  }
  await killer.done()
  const { kills } = killer
  const fired = [...(await routers.invocations()).values()].map(
    ({ trigger, events }) => `${trigger} ${Object.values(events).sort().join(' ')}`,
  )
  const expected = names.flatMap((at) =>
    Array.from({ length: rounds }, (_, nth) => `t${at} a${at}.${nth + 1} b${at}.${nth + 1}`),
  )
  console.info(`${kills} kills, ${fired.length} firings`)
  expect(fired.sort()).toEqual(expected.sort())
  expect(kills).toBeGreaterThan(5)
}, 180_000)

test('10,000 events that race at one join, routers killed all the while: none is lost and none used twice', async () => {
  await using routers = await startRouters(replicas, sensorOf({ hot: 'a && b || c' }, ['a', 'b', 'c']))
  let state = 7
  const events = Array.from({ length: 10_000 }, (_, at) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    const name = 'aaaaabbbbc'.charAt(Math.floor(state / 65_536) % 10)
    return `${name} ${name}${at}`
  })
  const killer = new Killer(routers)
  let last = 0
  for (let from = 0; from < events.length; from += 10) {
    last = await routers.send(events.slice(from, from + 10))
    if (from % 100 === 0) await sleep(40)
    if (from % 1_000 === 500) await killer.kill()
  }
  await routers.untilRouted(last, 60_000)
  await killer.done()
  const { kills } = killer
  const fired = [...(await routers.invocations()).values()]
  const used = fired.flatMap(({ events: some }) => Object.values(some))
  expect(new Set(used).size).toBe(used.length)
  // A c fires by itself, so none may be missing; an a or b that went nowhere was replaced by a newer one.
  const cs = events.flatMap((event) => (event.startsWith('c') ? [event.slice(2)] : []))
  expect(used.filter((id) => id.startsWith('c')).sort()).toEqual(cs.sort())
  // Each firing but those by c alone uses an a and a b.
  for (const { events: some } of fired)
    expect(some['c'] !== undefined || (some['a'] !== undefined && some['b'] !== undefined)).toBe(true)
  console.info(`${kills} kills, ${fired.length} firings of ${events.length} events`)
  expect(fired.length).toBeGreaterThan(cs.length)
  expect(kills).toBeGreaterThan(3)
}, 240_000)

test('events that are too large together fire all the same: what exceeds its share goes by reference', async () => {
  await using routers = await startRouters(1, sensorOf({ t: 'a && b && c', u: 'a && b' }, ['a', 'b', 'c']))
  const large = JSON.stringify('x'.repeat(3_500_000))
  for (const event of ['a a1', 'b b1']) await routers.untilRouted(await routers.send([event], large))
  await routers.untilRouted(await routers.send(['c c1'], '{}'))
  await routers.untilRouted(await routers.send(['c c2'], large))
  for (const event of ['a a2', 'b b2']) await routers.untilRouted(await routers.send([event], large))
  const fired = [...(await routers.invocations()).values()].map(({ trigger, events, bytes }) => [
    trigger,
    events,
    bytes,
  ])
  const { length } = large
  const elsewhere = { a: -length, b: -length }
  const ones = { a: 'a1', b: 'b1' }
  const twos = { a: 'a2', b: 'b2' }
  expect(fired).toHaveLength(4)
  expect(fired).toContainEqual(['t', { ...ones, c: 'c1' }, { ...elsewhere, c: 2 }])
  expect(fired).toContainEqual(['t', { ...twos, c: 'c2' }, { ...elsewhere, c: -length }])
  // Two that fit go as they are.
  expect(fired).toContainEqual(['u', ones, { a: length, b: length }])
  expect(fired).toContainEqual(['u', twos, { a: length, b: length }])
})

test('a reset forgets what waits, by the clock of the bus, and nothing else', async () => {
  const resetting = sensorOf({ daily: 'a && b' }, ['a', 'b'])
  const [trigger] = resetting.spec.triggers
  if (trigger === undefined) throw new Error('there is no trigger')
  const { template } = trigger
  const withReset = { ...template, conditionsReset: [{ byTime: { cron: '* * * * *', timezone: 'Europe/Berlin' } }] }
  const sensor = { ...resetting, spec: { ...resetting.spec, triggers: [{ ...trigger, template: withReset }] } }
  await using routers = await startRouters(2, sensor)
  await routers.untilRouted(await routers.send(['a a1']))
  const minute = 60_000
  await sleep(minute - (Date.now() % minute) + 200)
  await routers.untilRouted(await routers.send(['b b1']))
  await routers.untilRouted(await routers.send(['a a2']))
  expect([...(await routers.invocations()).values()].map(({ events }) => events)).toEqual([{ a: 'a2', b: 'b1' }])
}, 120_000)
