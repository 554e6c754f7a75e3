import { Result } from '@millrace/protocol/road'
import { eventually, spawnService } from '@millrace/testkit'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { executorStage, type ExecutorStage } from './executor.fixture.ts'

let stage: ExecutorStage

beforeAll(async () => {
  stage = await executorStage()
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
      MILLRACE_BREAKER_FAILURES: '5',
      MILLRACE_BREAKER_OPEN: '1s',
      MILLRACE_BREAKER_OPEN_MAX: '2s',
      MILLRACE_CONTROL_ADDRESS: '127.0.0.1:0',
      MILLRACE_METRICS_PORT: '-1',
    },
    ready: { line: /Service running/u },
  })

const triggers = `- template: { name: limited, http: { url: TARGET/limited, method: POST } }
  rateLimit: { unit: Second, requestsPerUnit: 20 }
- template: { name: ill, http: { url: TARGET/ill, method: POST } }
  retryStrategy: { steps: 50, duration: 200ms, jitter: 0 }`

test('replicas are killed while invocations wait for slots and for a breaker: all happen, and none is given up', async () => {
  await stage.sensor(triggers, { 'millrace.io/idempotent-targets': '*' })
  let isWell = false
  stage.target.answer = (path, response) => {
    if (path !== '/ill' || isWell) return false
    response.writeHead(500).end()
    return true
  }
  await using one = await spawn()
  await using two = await spawn()
  const limited = await stage.fire('limited', 120, {}, 6)
  const ill = await stage.fire('ill', 60, {}, 3)
  for (const replica of [one, two, one]) {
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    await replica.kill('SIGKILL')
    await replica.restart()
  }
  isWell = true
  await eventually(
    async () => {
      const { tried, dead } = await stage.outcomes()
      expect(dead).toEqual([])
      const ended = tried.filter(({ result }) => result === Result.SUCCEEDED).map(({ invocationId }) => invocationId)
      expect(new Set(ended)).toEqual(new Set([...limited, ...ill]))
    },
    { withinMs: 90_000, everyMs: 1_000 },
  )
  const called = stage.target.calls.filter(({ path }) => path === '/limited')
  expect(new Set(called.map(({ key }) => key))).toEqual(new Set(limited))
  // Kills may repeat what was under way; the rate holds all the same, but for ten slots that nobody had used.
  const times = called.map(({ atMs }) => atMs).sort((a, b) => a - b)
  const most = Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + 1_000).length))
  expect(most).toBeLessThanOrEqual(20 + 10 + 6)
})
