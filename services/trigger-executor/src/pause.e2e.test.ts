import { heldFilter, invocationsStream } from '@millrace/bus'
import { Result } from '@millrace/protocol/road'
import { openPauses, type Pauses } from '@millrace/registry'
import { eventually, spawnService } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { executorStage, type ExecutorStage } from './executor.fixture.ts'

let stage: ExecutorStage
let pauses: Pauses

beforeAll(async () => {
  stage = await executorStage()
  pauses = await openPauses(stage.bus, 1)
})

afterAll(() => stage?.[Symbol.asyncDispose]())

const spawn = () =>
  spawnService({
    main: new URL('main.ts', import.meta.url),
    env: {
      MILLRACE_NATS_URL: stage.natsUrl,
      MILLRACE_REDIS_URL: stage.redisUrl,
      MILLRACE_LEASE: '2s',
      MILLRACE_ACK_WAIT: '2s',
      MILLRACE_CONTROL_ADDRESS: '127.0.0.1:0',
      MILLRACE_METRICS_PORT: '-1',
    },
    ready: { line: /Service running/u },
  })

async function held(): Promise<number> {
  const { state } = await stage.bus.manager.streams.info(invocationsStream, { subjects_filter: heldFilter })
  return Object.values(state.subjects ?? {}).reduce((sum, count) => sum + count, 0)
}

const triggers = `- template: { name: t, http: { url: TARGET/t, method: POST } }
- template: { name: u, http: { url: TARGET/u, method: POST } }`
const repeatable = { 'millrace.io/idempotent-targets': '*' }
const keysOf = (path: string) => stage.target.calls.filter((call) => call.path === path).map((call) => call.key)

test('a trigger that is paused is held, through kills before, between and after; resumed, everything happens', async () => {
  await stage.sensor(triggers, repeatable)
  await using one = await spawn()
  await using two = await spawn()
  const pause = { namespace: 'n', sensor: 's', trigger: 't' }
  await pauses.put({ ...pause, sinceUs: 1 })
  await new Promise((resolve) => setTimeout(resolve, 300))
  const first = await stage.fire('t', 300, {}, 3)
  const others = await stage.fire('u', 50)
  await one.kill('SIGKILL')
  const more = await stage.fire('t', 300, {}, 3)
  await eventually(async () => expect(await held()).toBeGreaterThanOrEqual(200), { withinMs: 60_000 })
  await eventually(() => expect(new Set(keysOf('/u'))).toEqual(new Set(others)), { withinMs: 60_000 })
  expect(keysOf('/t')).toEqual([])
  await one.restart()
  await pauses.remove(pause)
  await eventually(() => expect(keysOf('/t').length).toBeGreaterThan(20), { withinMs: 60_000 })
  await two.kill('SIGKILL')
  await one.kill('SIGKILL')
  await two.restart()
  await one.restart()
  const all = new Set([...first, ...more])
  await eventually(() => expect(new Set(keysOf('/t'))).toEqual(all), { withinMs: 90_000 })
  await eventually(async () => expect(await held()).toBe(0), { withinMs: 30_000 })
  await eventually(
    async () => {
      const { tried, dead } = await stage.outcomes()
      const ended = tried.filter(({ result }) => result === Result.SUCCEEDED).map(({ invocationId }) => invocationId)
      expect(new Set(ended)).toEqual(new Set([...all, ...others]))
      expect(dead).toEqual([])
      const paused = tried.filter(({ result }) => result === Result.PAUSED)
      expect(new Set(paused.map(({ invocationId }) => invocationId)).size).toBeGreaterThan(500)
    },
    { withinMs: 60_000 },
  )
  // Only what was under way in a killed process may have been called again, and then under the same key.
  expect(keysOf('/t').length - all.size).toBeLessThan(all.size / 4)
})

test('the annotation pauses too, and taking it away resumes', async () => {
  await using _ = await spawn()
  await stage.sensor(triggers, { ...repeatable, 'millrace.io/paused': 'u' })
  await new Promise((resolve) => setTimeout(resolve, 300))
  const before = keysOf('/u').length
  const ids = await stage.fire('u', 5)
  await eventually(async () => expect(await held()).toBe(5), { withinMs: 20_000 })
  expect(keysOf('/u')).toHaveLength(before)
  await stage.sensor(triggers, repeatable)
  await eventually(() => expect(keysOf('/u').slice(before).sort()).toEqual([...ids].sort()), { withinMs: 20_000 })
})
