import { expect, test } from 'vitest'
import { Gate, placeWaitMaxMs, putOffMaxMs, putOffMinMs } from './gate.ts'

function gate(random = 0) {
  let now = 0
  const changes: string[] = []
  const made = new Gate({
    callsMax: 1,
    breaker: { failuresMax: 2, openMs: 100, openMaxMs: 1_000 },
    nowMs: () => now,
    random: () => random,
    onBreaker: (change) => changes.push(change),
  })
  return { gate: made, changes, pass: (ms: number) => void (now += ms) }
}

test('a breaker’s opening and closing are told once, and what is sent away is spread', () => {
  const { gate: one, changes, pass } = gate(0.5)
  for (let count = 0; count < 4; count += 1) one.tell('ill', false)
  expect([changes, one.breakerWaitMs()]).toEqual([['opened'], 150])
  pass(100)
  expect(one.ask()).toEqual({ kind: 'go', isProbe: true })
  expect(one.ask()).toEqual({ kind: 'wait', afterMs: 150 })
  one.tell('ill', true)
  expect(one.breakerWaitMs()).toBe(250)
  pass(200)
  expect(one.ask()).toEqual({ kind: 'go', isProbe: true })
  one.tell('well', true)
  expect([changes, one.breakerWaitMs()]).toEqual([['opened', 'closed'], undefined])
})

test('who finds no place comes back after those before him, within bounds', () => {
  const { gate: one, pass } = gate()
  void one.bound.enter()
  for (let round = 0; round < 200; round += 1) {
    pass(100)
    one.bound.leave(100)
    void one.bound.enter()
  }
  const waits = Array.from({ length: 1_000 }, () => one.placeWaitMs(0))
  expect(waits[0]).toBe(putOffMinMs)
  expect(Math.round(waits[10] ?? 0)).toBe(putOffMinMs + 500)
  expect(Math.max(...waits)).toBe(putOffMaxMs)
  one[Symbol.dispose]()
})

test('while little is known of the pace nobody is put off for long; where nothing moves each time for longer', () => {
  const { gate: one, pass } = gate()
  void one.bound.enter()
  pass(400)
  one.bound.leave(400)
  void one.bound.enter()
  const waits = Array.from({ length: 200 }, () => one.placeWaitMs(0))
  expect([waits[0], Math.max(...waits)]).toEqual([putOffMinMs, 5_000])
  pass(placeWaitMaxMs + 1)
  expect([0, 1, 2, 3, 4, 50].map((putOffs) => one.placeWaitMs(putOffs))).toEqual([
    2_000,
    4_000,
    8_000,
    16_000,
    putOffMaxMs,
    putOffMaxMs,
  ])
  one[Symbol.dispose]()
})
