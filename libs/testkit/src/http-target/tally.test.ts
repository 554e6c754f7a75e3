import { expect, test } from 'vitest'
import { Tally } from './tally.ts'

const call = { key: 'k', bodyId: 'b' }

test('with keys honoured, a key has one effect; with keys ignored, each call is one', () => {
  const tally = new Tally()
  expect(tally.judge(call, true)).toBe('applied')
  tally.add(call, 'applied')
  expect(tally.judge(call, true)).toBe('repeated')
  expect(tally.judge(call, false)).toBe('applied')
  expect(tally.judge({ key: 'other', bodyId: 'b' }, true)).toBe('applied')
  expect(tally.judge({ key: null, bodyId: 'b' }, true)).toBe('applied')
})

test('a call without effect leaves the key free', () => {
  const tally = new Tally()
  tally.add(call, 'none')
  expect(tally.judge(call, true)).toBe('applied')
  expect(tally.byKey.get('k')).toEqual({ calls: 1, effects: 0 })
})

test('the report tells what happened twice, by key and by body id', () => {
  const tally = new Tally()
  tally.add({ key: 'k1', bodyId: 'b1' }, 'applied')
  tally.add({ key: 'k1', bodyId: 'b1' }, 'repeated')
  tally.add({ key: 'k2', bodyId: 'b1' }, 'applied')
  tally.add({ key: null, bodyId: null }, 'applied')
  expect(tally.report()).toEqual({ calls: 4, effects: 3, keys: 2, bodyIds: 1, doubledKeys: [], doubledBodyIds: ['b1'] })
})

test('it says when it can hold no more', () => {
  const tally = new Tally(2)
  tally.add({ key: 'k1', bodyId: null }, 'applied')
  expect(tally.isFull).toBe(false)
  tally.add({ key: 'k2', bodyId: null }, 'applied')
  expect(tally.isFull).toBe(true)
})
