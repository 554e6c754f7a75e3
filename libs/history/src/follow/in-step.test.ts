import { outcomesStream } from '@millrace/bus'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { aheadMaxMs, InStep } from './in-step.ts'

const never = new AbortController().signal

function scene(heldUpMaxMs?: number) {
  const steps = new InStep(heldUpMaxMs)
  /** Enters, and tells whether the turn has come since. */
  const enter = (stream: string, storedMs: number, stop = never) => {
    const state = { came: false }
    steps.enter({ stream, storedMs })
    const turn = steps.turn({ stream, storedMs }, stop).then(() => (state.came = true))
    return { state, turn }
  }
  return { steps, enter }
}

test('a record that is far ahead waits until the last one comes near', async () => {
  const { enter } = scene()
  await enter('a', 1_000).turn
  await enter('b', 1_000 + aheadMaxMs).turn
  const { state, turn } = enter('b', 1_001 + aheadMaxMs)
  await sleep(20)
  expect(state.came).toBe(false)
  await enter('a', 1_001).turn
  await turn
})

test('an outcome waits for what records stored before it', async () => {
  const { steps, enter } = scene()
  await enter('a', 1_000).turn
  await enter(outcomesStream, 1_000).turn
  const { state, turn } = enter(outcomesStream, 1_001)
  await sleep(20)
  expect(state.came).toBe(false)
  // The record goes on.
  await enter('a', 1_001).turn
  await turn
  expect(steps.isAhead({ stream: outcomesStream, storedMs: 1_001 })).toBe(false)
  expect(steps.isAhead({ stream: outcomesStream, storedMs: 1_002 })).toBe(true)
})

test('a record is not far ahead of outcomes', async () => {
  const { steps, enter } = scene()
  await enter(outcomesStream, 1_000).turn
  expect(steps.isAhead({ stream: 'a', storedMs: 1_000 + 2 * aheadMaxMs })).toBe(false)
  expect(steps.isAhead({ stream: 'a', storedMs: 1_001 + 2 * aheadMaxMs })).toBe(true)
})

test('of several the last one is waited for', async () => {
  const { steps, enter } = scene()
  await enter('a', 0).turn
  await enter('b', 100).turn
  const c = enter('c', 10_000)
  const a = enter('a', 9_900)
  await sleep(20)
  expect([a.state.came, c.state.came]).toEqual([false, false])
  steps.leave('b')
  await Promise.all([a.turn, c.turn])
})

test('nobody waits for a stream of which there is nothing', async () => {
  const { steps, enter } = scene()
  await enter('a', 1_000).turn
  const { state, turn } = enter('b', 60_000)
  await sleep(20)
  expect(state.came).toBe(false)
  steps.leave('a')
  await turn
})

test('nobody waits for long for a stream that does not go on, whatever others do', async () => {
  const { enter } = scene(100)
  await enter('stuck', 1_000).turn
  const { turn } = enter('b', 60_000)
  const busy = setInterval(() => void enter('c', 60_000), 10)
  await turn.finally(() => clearInterval(busy))
  await enter('b', 90_000).turn
})

test('it waits no longer once it is to stop', async () => {
  const { enter } = scene()
  await enter('a', 1_000).turn
  const stop = new AbortController()
  const { turn } = enter('b', 60_000, stop.signal)
  stop.abort()
  await turn
})
