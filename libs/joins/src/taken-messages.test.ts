import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isTaken, raiseFloor, rangesOf, startsAnew, take, type TakenMessages } from './taken-messages.ts'

const stream = 's'
const at = (seq: number): { stream: string; seq: number; storedAtUs: number } => ({ stream, seq, storedAtUs: seq * 10 })
const seqs = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 40 })

function taking(all: readonly number[]): readonly TakenMessages[] {
  let taken: readonly TakenMessages[] = []
  for (const seq of all) taken = take(taken, at(seq))
  return taken
}

test('what was taken in is known, and nothing else, in whatever order it came', () => {
  fc.assert(
    fc.property(seqs, (order) => {
      const taken = taking(order)
      for (let seq = 1; seq <= 61; seq += 1) expect(isTaken(taken, at(seq))).toBe(order.includes(seq))
    }),
  )
})

test('ranges stay in order and apart', () => {
  fc.assert(
    fc.property(seqs, (order) => {
      const ranges = taking(order)[0]?.ranges ?? []
      for (const [nth, [first, last]] of ranges.entries()) {
        expect(first).toBeLessThanOrEqual(last)
        if (nth > 0) expect(first).toBeGreaterThan((ranges[nth - 1]?.[1] ?? 0) + 1)
      }
    }),
  )
})

test('below the floor everything counts as taken in, above it nothing changes', () => {
  fc.assert(
    fc.property(seqs, fc.integer({ min: 0, max: 60 }), (order, floor) => {
      const last = Math.max(0, ...order)
      const taken = raiseFloor(taking(order), stream, floor)
      for (let seq = 1; seq <= 61; seq += 1) {
        expect(isTaken(taken, at(seq))).toBe(seq <= Math.min(floor, last) || order.includes(seq))
      }
    }),
  )
})

test('a floor that lies lower than before changes nothing', () => {
  const taken = raiseFloor(taking([1, 3, 9]), stream, 5)
  expect(raiseFloor(taken, stream, 2)).toEqual(taken)
  expect(rangesOf(taken)).toBe(1)
})

test('a record that was made anew counts from 1: its messages are new', () => {
  const taken = raiseFloor(taking([1, 2, 3, 7]), stream, 3)
  const anew = { stream, seq: 2, storedAtUs: 1_000 }
  expect(startsAnew(taken, anew)).toBe(true)
  expect(isTaken(taken, anew)).toBe(false)
  const after = take(taken, anew)
  expect(isTaken(after, anew)).toBe(true)
  expect(isTaken(after, { stream, seq: 3, storedAtUs: 1_001 })).toBe(false)
})

test('records do not mix', () => {
  const taken = take(taking([5]), { stream: 'other', seq: 5, storedAtUs: 1 })
  expect([isTaken(taken, at(5)), isTaken(taken, { stream: 'third', seq: 5, storedAtUs: 50 })]).toEqual([true, false])
})
