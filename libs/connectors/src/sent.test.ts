import { expect, test } from 'vitest'
import { reasonOf, refused, uncertain } from './sent.ts'

test('a refusal has no effect, and says whether another try is of any use', () => {
  expect(refused('no')).toEqual({ kind: 'failed', reason: 'no', effect: 'none' })
  expect(refused('never', true)).toEqual({ kind: 'failed', reason: 'never', effect: 'none', final: true })
  expect(uncertain('lost')).toEqual({ kind: 'failed', reason: 'lost', effect: 'unknown' })
})

test.each([
  [new Error('plain'), 'plain'],
  [Object.assign(new Error('it failed'), { code: 'ECONNRESET' }), 'ECONNRESET: it failed'],
  [Object.assign(new Error('connect ECONNREFUSED ::1'), { code: 'ECONNREFUSED' }), 'connect ECONNREFUSED ::1'],
  [new AggregateError([new Error('a'), new Error('b')]), 'a; b'],
  [new TypeError(), 'TypeError'],
  ['text', 'text'],
])('the reason of %s', (error, reason) => expect(reasonOf(error)).toBe(reason))
