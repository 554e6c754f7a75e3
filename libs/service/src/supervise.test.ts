import { createLogger } from '@millrace/telemetry'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Running } from './running.ts'
import { supervise } from './supervise.ts'

function recorder() {
  const lines: string[] = []
  return { lines, log: createLogger({ service: 'test', write: (line) => lines.push(line) }) }
}

const until = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()))

function running(done: Promise<void>, dispose: () => Promise<void> | void = () => {}): Running {
  return { done, [Symbol.asyncDispose]: async () => dispose() }
}

test('asked to stop, it finishes its loops, then disposes, then is drained', async () => {
  const order: string[] = []
  const { log, lines } = recorder()
  const { life, ended } = supervise(async (stop) => {
    const loop = until(stop)
      .then(() => sleep(5))
      .then(() => void order.push('loop ended'))
    return running(loop, () => void order.push(`disposed while ${life.state}`))
  }, log)
  await expect.poll(() => life.state).toBe('running')
  life.drain()
  expect(await ended).toEqual({ kind: 'drained' })
  expect(order).toEqual(['loop ended', 'disposed while draining'])
  expect(life.state).toBe('drained')
  expect(lines).toEqual([])
})

test('a start that throws has failed', async () => {
  const { log, lines } = recorder()
  const error = new Error('no bus')
  const { life, ended } = supervise(() => Promise.reject(error), log)
  expect(await ended).toEqual({ kind: 'failed', error })
  expect([life.state, life.stop.aborted]).toEqual(['failed', true])
  expect(lines.join('')).toContain('no bus')
})

test('a loop that throws fails the service, which turns unready at once and disposes of what it holds', async () => {
  let states = ''
  const { log } = recorder()
  const error = new Error('the loop broke')
  const { life, ended } = supervise(
    async () =>
      running(
        sleep(5).then(() => Promise.reject(error)),
        () => void (states = life.state),
      ),
    log,
  )
  expect(await ended).toEqual({ kind: 'failed', error })
  expect(states).toBe('failed')
})

test('loops that end unasked are a fault', async () => {
  const { log } = recorder()
  let disposed = false
  const { ended } = supervise(async () => running(Promise.resolve(), () => void (disposed = true)), log)
  expect(await ended).toMatchObject({ kind: 'failed', error: { code: 'ended-unasked' } })
  expect(disposed).toBe(true)
})

test.each([
  ['its loops', () => running(new Promise(() => {}))],
  ['its disposal', (stop: AbortSignal) => running(until(stop), () => new Promise(() => {}))],
])('drain-overdue: %s never end', async (_, make) => {
  const { log, lines } = recorder()
  const { life, ended } = supervise(async (stop) => make(stop), log, 20)
  life.drain()
  expect(await ended).toMatchObject({ kind: 'failed', error: { code: 'drain-overdue' } })
  expect(life.state).toBe('failed')
  expect(lines.join('')).toContain('[drain-overdue] not drained within 20 ms')
})

test('a fault is told even if the disposal after it hangs', async () => {
  const { log, lines } = recorder()
  const { ended } = supervise(
    async () => running(Promise.reject(new Error('the first fault')), () => new Promise(() => {})),
    log,
    20,
  )
  expect(await ended).toMatchObject({ kind: 'failed', error: { message: 'the first fault' } })
  expect(lines.map((line) => (JSON.parse(line) as { error: string }).error)).toEqual([
    'the first fault',
    expect.stringContaining('drain-overdue'),
  ])
})

test('a disposal that throws is a fault', async () => {
  const { log } = recorder()
  const error = new Error('cannot let go')
  const { life, ended } = supervise(async (stop) => running(until(stop), () => Promise.reject(error)), log)
  life.drain()
  expect(await ended).toEqual({ kind: 'failed', error })
})

test('asked to stop while it starts: a start that heeds it is drained', async () => {
  const { log } = recorder()
  const { life, ended } = supervise(async (stop) => sleep(60_000, running(until(stop)), { signal: stop }), log)
  life.drain()
  expect(await ended).toEqual({ kind: 'drained' })
})

test('asked to stop while it starts: one that does not is drained after it', async () => {
  const { log } = recorder()
  let disposed = false
  const { life, ended } = supervise(async () => {
    await sleep(5)
    return running(Promise.resolve(), () => void (disposed = true))
  }, log)
  life.drain()
  expect(await ended).toEqual({ kind: 'drained' })
  expect(disposed).toBe(true)
})

test('a service can ask for its own end', async () => {
  const { log } = recorder()
  const { ended } = supervise(async (stop, life) => {
    setTimeout(() => life.drain(), 1)
    return running(until(stop))
  }, log)
  expect(await ended).toEqual({ kind: 'drained' })
})

test('an abort nobody asked for is a fault like any other', async () => {
  const { log } = recorder()
  const { ended } = supervise(() => Promise.reject(new DOMException('its own time-out', 'AbortError')), log)
  expect(await ended).toMatchObject({ kind: 'failed', error: { name: 'AbortError' } })
})
