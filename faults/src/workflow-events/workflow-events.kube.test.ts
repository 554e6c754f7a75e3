import { describeOnKube } from '@millrace/kube/scene'
import type { ManagedProcess } from '@millrace/servers'
import { eventually } from '@millrace/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEventStage, type EventStage } from './event-stage.fixture.ts'

const quietMs = 240_000
/** How often each process is killed. */
const rounds = 2

/** Each of so many events, once. */
const onceEach = (count: number): ReadonlyMap<number, number> =>
  new Map(Array.from({ length: count }, (_, n) => [n, 1] as const))
const sorted = (counts: ReadonlyMap<number, number>) => new Map([...counts].toSorted(([a], [b]) => a - b))

describeOnKube('events that must not be lost', (scene) => {
  let stage: EventStage
  beforeAll(async () => {
    stage = await openEventStage(scene())
  }, 180_000)
  afterAll(() => stage?.[Symbol.asyncDispose]())

  test('ten parallel posts give ten workflows, a hundred times over', { timeout: 300_000 }, async () => {
    for (let round = 0; round < 100; round += 1) {
      await Promise.all(Array.from({ length: 10 }, (_, nth) => stage.send(1, round * 10 + nth)))
    }
    expect(await stage.untilQuiet(quietMs)).toBeNull()
    expect(sorted(await stage.workflows(1))).toEqual(onceEach(1_000))
  })

  test(
    'every process is killed during a thousand posts: a thousand workflows, none twice',
    { timeout: 600_000 },
    async () => {
      const { constellation } = stage
      const services = ['ingest', 'dedup', 'router', 'trigger-executor', 'controller'] as const
      const replicas = services.flatMap((name) => constellation.replicasOf(name).map(({ process }) => process))
      const victims: readonly ManagedProcess[] = [...replicas, constellation.nats, constellation.redis]
      let repeats = 0
      let sent = 0
      const killed = new AbortController()
      const send = async (n: number): Promise<void> => {
        repeats += (await stage.send(2, n)) - 1
        sent += 1
      }
      // The last hundred follow the last kill, so that none of the kills comes when everything is done.
      const sending = sendPaced(1_000, send, { held: 100, until: killed.signal })
      for (let nth = 0; nth < rounds * victims.length; nth += 1) {
        const victim = victims[nth % victims.length] ?? expect.fail()
        await sleep(200 + 600 * Math.random())
        await victim.kill()
        await victim.restart()
      }
      expect(sent).toBeLessThan(1_000)
      killed.abort()
      await sending
      expect(await stage.untilQuiet(quietMs)).toBeNull()
      expect(sorted(await stage.workflows(2))).toEqual(onceEach(1_000))
      // Otherwise nothing went wrong while they were sent.
      expect(repeats).toBeGreaterThan(0)
    },
  )

  test(
    'the API server is away for 20 s: everything that was taken meanwhile is created after it',
    { timeout: 300_000 },
    async () => {
      const { apiserver } = scene().server
      await stage.send(3, 0)
      expect(await stage.untilQuiet(quietMs)).toBeNull()
      await apiserver.kill()
      const awayUntil = performance.now() + 20_000
      // Whose token it is was asked before; 503 would be repeated, and counted.
      const sent = await Promise.all(
        Array.from({ length: 99 }, async (_, nth) => (await sleep(nth * 150), stage.send(3, nth + 1))),
      )
      expect(sent.filter((times) => times > 1)).toEqual([])
      await sleep(Math.max(0, awayUntil - performance.now()))
      await apiserver.restart()
      await eventually(async () => (await stage.workflows(3)).size === 100, { withinMs: quietMs, everyMs: 1_000 })
      expect(await stage.untilQuiet(quietMs)).toBeNull()
      expect(sorted(await stage.workflows(3))).toEqual(onceEach(100))
    },
  )
})

/** Spread over the time that the kills take; the last ones are held until a signal. */
async function sendPaced(
  count: number,
  send: (n: number) => Promise<void>,
  { held, until }: { readonly held: number; readonly until: AbortSignal },
): Promise<void> {
  const everyMs = 40
  const startedMs = performance.now()
  const over = until.aborted ? Promise.resolve() : new Promise((resolve) => until.addEventListener('abort', resolve))
  await Promise.all(
    Array.from({ length: count }, async (_, n) => {
      await sleep(Math.max(0, startedMs + n * everyMs - performance.now()))
      if (n >= count - held) await over
      await send(n)
    }),
  )
}
