import { describe, expect, test } from 'vitest'
import { Bound } from './bound.ts'

function bound(callsMax: number, waitMaxMs = 100) {
  let now = 0
  const made = new Bound({ callsMax, waitMaxMs, nowMs: () => now })
  return { bound: made, pass: (ms: number) => void (now += ms) }
}

describe('places', () => {
  test('as many as the bound, then one waits for the next that is free, in turn', async () => {
    const { bound: places, pass } = bound(2)
    expect([places.enter(), places.enter()]).toEqual([true, true])
    const order: string[] = []
    const first = Promise.resolve(places.enter()).then((has) => order.push(`first ${has}`))
    const second = Promise.resolve(places.enter()).then((has) => order.push(`second ${has}`))
    expect([places.taken, places.waiting]).toEqual([2, 2])
    pass(1)
    places.leave(1)
    await first
    places.leave(1)
    await second
    expect(order).toEqual(['first true', 'second true'])
    places.leave(1)
    places.leave(1)
    expect(places.taken).toBe(0)
  })

  test('where nothing has moved for longer than the wait, whoever asks is sent away at once', () => {
    const { bound: places, pass } = bound(1)
    expect(places.enter()).toBe(true)
    pass(101)
    expect(places.enter()).toBe(false)
    expect(places.waiting).toBe(0)
  })

  test('the queue is no longer than what the pace works off in time, also where calls end together', () => {
    const { bound: places, pass } = bound(4)
    for (let round = 0; round < 10; round += 1) {
      for (let call = 0; call < 4; call += 1) void places.enter()
      pass(80)
      for (let call = 0; call < 4; call += 1) places.leave(80)
    }
    expect(places.paceMs).toBe(20)
    for (let call = 0; call < 4; call += 1) expect(places.enter()).toBe(true)
    pass(70)
    const answers = Array.from({ length: 20 }, () => places.enter())
    expect(answers.filter((answer) => answer !== false)).toHaveLength(5)
    places[Symbol.dispose]()
  })

  test('who waited long enough is sent away', async () => {
    const places = new Bound({ callsMax: 1, waitMaxMs: 20, nowMs: () => performance.now() })
    expect(places.enter()).toBe(true)
    expect(await Promise.all([places.enter(), places.enter()])).toEqual([false, false])
    expect([places.taken, places.waiting]).toEqual([1, 0])
    places[Symbol.dispose]()
  })

  test('disposing sends away whoever waits', async () => {
    const { bound: places } = bound(1)
    void places.enter()
    const waiting = places.enter()
    places[Symbol.dispose]()
    expect(await waiting).toBe(false)
  })
})
