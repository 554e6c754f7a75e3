import { expect, test } from 'vitest'
import { cpuTimeLimit } from './cpu-time-limit.ts'

/** Clocks by hand. */
function scene() {
  let [wallMs, cpuMs, asked] = [0, 0, 0]
  const begin = cpuTimeLimit(40, {
    now: () => wallMs,
    used: () => {
      asked += 1
      return cpuMs
    },
  })
  const pass = (wall: number, cpu: number): void => {
    wallMs += wall
    cpuMs += cpu
  }
  return { begin, pass, asked: () => asked }
}

test('a run has its time, and each run its own', () => {
  const { begin, pass } = scene()
  const first = begin()
  pass(39, 39)
  const second = begin()
  expect([first(), second()]).toEqual([false, false])
  pass(1, 1)
  expect([first(), second()]).toEqual([true, false])
  pass(39, 39)
  expect([first(), second()]).toEqual([true, true])
})

test('what others use of the processor does not count, and the dear clock is asked seldom', () => {
  const { begin, pass, asked } = scene()
  const isOver = begin()
  let steps = 0
  for (; !isOver(); steps += 1) pass(0.1, 0.01)
  expect(steps).toBeGreaterThanOrEqual(3_999)
  expect(steps).toBeLessThan(4_400)
  expect(asked()).toBeLessThan(700)
})

test('with the machine’s own clocks a run that never ends is over some time', () => {
  const isOver = cpuTimeLimit(5)()
  let looks = 0
  while (!isOver()) looks += 1
  expect(looks).toBeGreaterThan(0)
})
