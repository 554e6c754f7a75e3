import { Result } from '@millrace/protocol/road'
import { eventually } from '@millrace/testkit'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { invocationsStream, outcomesStream } from '@millrace/bus'
import { executorStage, type ExecutorStage, type Replica } from './executor.fixture.ts'

let stage: ExecutorStage
let replica: Replica

beforeAll(async () => {
  stage = await executorStage()
  replica = await stage.start({ breakerFailuresMax: 4, breakerOpenMs: 300, breakerOpenMaxMs: 600 })
})

afterAll(async () => {
  await replica?.stop()
  await stage?.[Symbol.asyncDispose]()
})

beforeEach(() => {
  stage.target.answer = () => false
})

const http = (name: string, path: string, more = '') =>
  `- template: { name: ${name}, http: { url: TARGET${path}, method: POST${path.startsWith('/hang') ? ', timeout: 20' : ''} } }${more.replaceAll(/^/gmu, '\n  ')}`
const callsTo = (path: string) => stage.target.calls.filter((call) => call.path === path)
const quick = { withinMs: 20_000 }

describe('retries', () => {
  test('the backoff counts without atLeastOnce, waits in the bus, and the dead letter tells every try', async () => {
    await stage.sensor(
      http('t', '/status/503/retries', 'retryStrategy: { steps: 3, duration: 100ms, factor: 2, jitter: 0 }'),
    )
    const [id] = await stage.fire('t', 1)
    await eventually(
      async () => expect((await stage.outcomes()).dead.map((one) => one.outcome?.invocationId)).toContain(id),
      quick,
    )
    const { dead } = await stage.outcomes()
    const letter = dead.find((one) => one.outcome?.invocationId === id)
    const history = letter?.invocation?.invocations[0]?.history ?? []
    expect(history.map((one) => [one.number, one.status])).toEqual([
      [1, 503],
      [2, 503],
      [3, 503],
    ])
    expect(history.every((one) => one.reason.includes('503') && one.finishedAtUs >= one.startedAtUs)).toBe(true)
    const times = callsTo('/status/503/retries').map((call) => call.atMs)
    expect(times).toHaveLength(3)
    expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(95)
    expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(190)
    expect(letter?.outcome?.result).toBe(Result.DEAD)
  })
})

describe('an outcome that nobody told', () => {
  test('is told when the invocation comes again, also in a new message, and nothing happens twice', async () => {
    await stage.sensor(http('untold', '/untold'))
    const [id = ''] = await stage.fire('untold', 1)
    const told = async () => (await stage.outcomes()).tried.filter((one) => one.invocationId === id)
    await eventually(async () => expect(await told()).toHaveLength(1), quick)
    // As after a crash between the settlement and the outcome.
    await stage.bus.manager.streams.purge(outcomesStream)
    expect(await told()).toEqual([])
    await stage.fire('untold', 1, { id })
    await eventually(async () => expect(await told()).toMatchObject([{ result: Result.SUCCEEDED, status: 200 }]), quick)
    expect(callsTo('/untold')).toHaveLength(1)
  })
})

describe('a rate', () => {
  test('is kept over two replicas; what is over it waits in the bus, is told as limited, and happens once', async () => {
    await using second = disposable(await stage.start())
    expect(second).toBeDefined()
    await stage.sensor(http('limited', '/rate', 'rateLimit: { unit: Second, requestsPerUnit: 5 }'))
    const ids = await stage.fire('limited', 12)
    await eventually(() => expect(callsTo('/rate')).toHaveLength(12), quick)
    expect(new Set(callsTo('/rate').map((call) => call.key))).toEqual(new Set(ids))
    const times = callsTo('/rate')
      .map((call) => call.atMs)
      .sort((a, b) => a - b)
    // Eleven intervals of 200 ms, and never more calls in a second than the rate gives.
    expect(times[11]! - times[0]!).toBeGreaterThanOrEqual(11 * 200 - 100)
    const { tried } = await stage.outcomes()
    const limited = tried.filter((one) => ids.includes(one.invocationId) && one.result === Result.LIMITED)
    expect(limited.length).toBeGreaterThanOrEqual(8)
    expect(new Set(limited.map((one) => one.invocationId)).size).toBe(limited.length)
  })
})

describe('the breaker', () => {
  test('opens after failures in a row, counts no try while open, and closes by one probe', async () => {
    await stage.sensor(http('ill', '/breaker', 'retryStrategy: { steps: 2, duration: 50ms, jitter: 0 }'))
    let isWell = false
    stage.target.answer = (path, response) => {
      if (path !== '/breaker') return false
      response.statusCode = isWell ? 200 : 500
      response.end()
      return true
    }
    const first = await stage.fire('ill', 2)
    await eventually(
      async () =>
        expect(
          (await stage.outcomes()).dead.filter((one) => first.includes(one.outcome?.invocationId ?? '')),
        ).toHaveLength(2),
      quick,
    )
    const before = callsTo('/breaker').length
    expect(before).toBe(4)
    const waiting = await stage.fire('ill', 20)
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    // Probes at most: twenty times two tries would be forty calls.
    expect(callsTo('/breaker').length - before).toBeLessThan(8)
    isWell = true
    await eventually(async () => {
      const { tried, dead } = await stage.outcomes()
      const ended = tried.filter((one) => waiting.includes(one.invocationId) && one.result === Result.SUCCEEDED)
      const died = dead.filter((one) => waiting.includes(one.outcome?.invocationId ?? ''))
      expect(ended.length + died.length).toBe(20)
      expect(ended.length).toBeGreaterThan(14)
    }, quick)
    expect(stage.lines.some((line) => line.includes('calls are put off until a probe succeeds'))).toBe(true)
    expect(stage.lines.some((line) => line.includes('is well again'))).toBe(true)
  })

  test('refusals of single requests do not open it', async () => {
    await stage.sensor(http('no', '/status/422/no'))
    const ids = await stage.fire('no', 12)
    await eventually(
      async () =>
        expect(
          (await stage.outcomes()).dead.filter((one) => ids.includes(one.outcome?.invocationId ?? '')),
        ).toHaveLength(12),
      quick,
    )
    expect(callsTo('/status/422/no')).toHaveLength(12)
  })
})

describe('the bound', () => {
  test('a hanging target keeps its bound of calls and nothing else waits for it', async () => {
    await stage.sensor([http('hangs', '/hang/bound'), http('works', '/works')].join('\n'), {
      'millrace.io/calls-max': 'hangs=3',
    })
    await stage.fire('hangs', 40)
    const ids = await stage.fire('works', 200, {}, 4)
    await eventually(() => expect(callsTo('/works')).toHaveLength(200), { withinMs: 10_000 })
    expect(new Set(callsTo('/works').map((call) => call.key))).toEqual(new Set(ids))
    expect(callsTo('/hang/bound')).toHaveLength(3)
    // What found no place waits in the bus.
    await eventually(async () => {
      const { state } = await stage.bus.manager.streams.info(invocationsStream, {
        subjects_filter: 'invocations.later.>',
      })
      expect(Object.keys(state.subjects ?? {}).length).toBeGreaterThan(30)
    }, quick)
    expect(callsTo('/hang/bound')).toHaveLength(3)
  })

  test('a backlog for a slow target is worked off once each, with few messages, and keeps nobody waiting', async () => {
    await stage.sensor([http('slow', '/slow'), http('quick', '/quick')].join('\n'), {
      'millrace.io/calls-max': 'slow=8',
    })
    stage.target.answer = (path, response) => {
      if (path === '/slow') setTimeout(() => response.end(), 40)
      return path === '/slow'
    }
    const before = (await stage.bus.manager.streams.info(invocationsStream)).state.last_seq
    const slow = await stage.fire('slow', 800, {}, 100)
    const others = await stage.fire('quick', 40)
    await eventually(() => expect(new Set(callsTo('/quick').map(({ key }) => key))).toEqual(new Set(others)), quick)
    const doneThen = callsTo('/slow').length
    expect(doneThen).toBeLessThan(800)
    await eventually(() => expect(callsTo('/slow')).toHaveLength(800), { withinMs: 60_000 })
    expect(new Set(callsTo('/slow').map(({ key }) => key))).toEqual(new Set(slow))
    // 48 came from here; what was put off came again in few messages and not in hundreds.
    const after = (await stage.bus.manager.streams.info(invocationsStream)).state.last_seq
    expect(after - before).toBeLessThan(300)
  })
})

describe('the dlqTrigger', () => {
  test('runs once with the failure, keeps its own tries, and never goes round in circles', async () => {
    const payload = (key: string) => `{ src: { dependencyName: millrace.failure, dataKey: ${key} }, dest: ${key} }`
    await stage.sensor(
      http(
        'main',
        '/status/503/main',
        `atLeastOnce: true
retryStrategy: { steps: 2, duration: 20ms, jitter: 0 }
dlqTrigger:
  atLeastOnce: true
  retryStrategy: { steps: 3, duration: 20ms, jitter: 0 }
  template:
    name: bury
    http:
      url: TARGET/bury
      method: POST
      payload:
        - ${payload('reason')}
        - ${payload('status')}
        - ${payload('attempts')}
        - ${payload('invocationId')}
        - { src: { dependencyName: dep, dataKey: n }, dest: n }`,
      ),
    )
    let burials = 0
    stage.target.answer = (path, response) => {
      if (path !== '/bury') return false
      response.statusCode = (burials += 1) < 3 ? 503 : 200
      response.end()
      return true
    }
    const [id] = await stage.fire('main', 1)
    await eventually(() => expect(callsTo('/bury')).toHaveLength(3), quick)
    expect(JSON.parse(callsTo('/bury')[0]?.body ?? '{}')).toEqual({
      reason: 'the target answered 503, expected a status below 400',
      status: '503',
      attempts: '2',
      invocationId: id,
      n: '1',
    })
    expect(new Set(callsTo('/bury').map((call) => call.key)).size).toBe(1)
    expect(callsTo('/bury')[0]?.key).not.toBe(id)
    const { dead } = await stage.outcomes()
    const letter = dead.find((one) => one.outcome?.invocationId === id)
    expect(letter?.dlqInvocationId).toBe(callsTo('/bury')[0]?.key)
  })
})

function disposable(of: Replica): Replica & AsyncDisposable {
  return { ...of, [Symbol.asyncDispose]: () => of.stop() }
}
