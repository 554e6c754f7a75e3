import { expect, test } from 'vitest'
import { halfJoinOf } from './half-join.ts'
import { emptyJoin } from './join.ts'
import { eachMinute, idOf, idsOf, messageOf, minute, rulesOf } from './join.fixture.ts'
import { takeIn } from './take-in.ts'

const rules = rulesOf('a && b && c', { deadlineMs: 5_000 })
const { join } = takeIn(emptyJoin(rules), messageOf(1, 'ab', { atMs: 7 }), rules, {
  idOf,
  nowMs: 0,
  firingBytesMax: 1_000_000,
})

test('what waits, since when, for what, and until when', () => {
  const half = halfJoinOf(join, rules, 100)
  expect(half).toMatchObject({
    sensor: 'sensor',
    conditions: 'a&&b&&c',
    missing: ['c'],
    deadlineAtMs: 5_007,
    resetAtMs: undefined,
    isAbandoned: false,
  })
  expect(idsOf(half?.waiting ?? [])).toEqual(['a1', 'b1'])
})

test('a reset that has passed counts, though nobody has written it down yet', () => {
  const resetting = { ...rules, resets: [eachMinute] }
  expect(halfJoinOf(join, resetting, minute - 1)).toMatchObject({ resetAtMs: minute })
  expect(halfJoinOf(join, resetting, minute)).toBeUndefined()
})

test('a join whose trigger is gone says so; an empty one is none', () => {
  expect(halfJoinOf(join, undefined, 100)).toMatchObject({ conditions: '', isAbandoned: true })
  expect(halfJoinOf(emptyJoin(rules), rules, 100)).toBeUndefined()
})
