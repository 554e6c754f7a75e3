import { expect, test } from 'vitest'
import { Remembered } from './remembered.ts'

function scene(entriesMax = 10) {
  let nowMs = 0
  let asked = 0
  const kept = new Remembered<number>({ freshMs: 10, staleMaxMs: 100, entriesMax }, () => nowMs)
  const ask = (key = 'a', goodForMs?: (n: number) => number) => kept.ask(key, () => Promise.resolve(++asked), goodForMs)
  const fail = () => kept.ask('a', () => Promise.reject(new Error('away')))
  const late = (answer: Promise<number>) => kept.ask('a', () => answer)
  return { ask, fail, late, at: (ms: number) => void (nowMs = ms) }
}

test('an answer is asked for once while it is fresh, also by many at a time', async () => {
  const { ask, at } = scene()
  expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1])
  at(9)
  expect(await ask()).toBe(1)
  at(10)
  expect(await ask()).toBe(2)
  expect(await ask('b')).toBe(3)
})

test('an answer may be good for less', async () => {
  const { ask, at } = scene()
  expect(await ask('a', () => 3)).toBe(1)
  at(3)
  expect(await ask()).toBe(2)
})

test('while nobody answers, the old answer is good for a while, and no longer', async () => {
  const { ask, fail, at } = scene()
  await expect(fail()).rejects.toThrow('away')
  expect(await ask()).toBe(1)
  at(50)
  expect(await fail()).toBe(1)
  at(99)
  expect(await fail()).toBe(1)
  at(5_000)
  await expect(fail()).rejects.toThrow('away')
  expect(await ask()).toBe(2)
})

test('a question that is not answered keeps nobody who has an old answer, and its late answer counts', async () => {
  const { late, ask, at } = scene()
  expect(await ask()).toBe(1)
  at(10)
  const { promise, resolve } = Promise.withResolvers<number>()
  // Answered, or the test would not end.
  expect(await Promise.all([late(promise), ask()])).toEqual([1, 1])
  resolve(7)
  await promise
  expect(await ask()).toBe(7)
})

test('the one that nobody wanted for longest goes when there are too many', async () => {
  const { ask } = scene(2)
  expect([await ask('a'), await ask('b'), await ask('a'), await ask('c')]).toEqual([1, 2, 1, 3])
  expect([await ask('a'), await ask('b')]).toEqual([1, 4])
})
