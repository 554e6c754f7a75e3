import { expect, test } from 'vitest'
import { NumberReader, NumberWriter } from './text-numbers.ts'

const numbers = [
  0,
  1,
  31,
  32,
  33,
  1_023,
  1_024,
  2 ** 30 - 1,
  2 ** 30,
  2 ** 31,
  2 ** 32 + 5,
  2 ** 40,
  Number.MAX_SAFE_INTEGER,
]

test('numbers and terms are read as they were written, however many', () => {
  const writer = new NumberWriter()
  for (let round = 0; round < 1_000; round += 1) for (const number of numbers) writer.put(number)
  writer.putText('x'.repeat(10_000))
  const reader = new NumberReader(writer.take())
  for (let round = 0; round < 1_000; round += 1) expect(numbers.map(() => reader.next())).toEqual(numbers)
  expect(reader.text.slice(reader.at)).toBe('x'.repeat(10_000))
  expect(writer.length).toBe(0)
})

test('no character is one that Postgres writes in another way within the quotes of an array', () => {
  const writer = new NumberWriter()
  for (let number = 0; number < 40_000; number += 1) writer.put(number)
  const characters = [...new Set(writer.take())]
  expect(characters).toHaveLength(64)
  expect(characters.filter((one) => !/[\u0021-\u007e]/u.test(one) || one === '"' || one === '\\')).toEqual([])
})

test('what is cut off ends', () => {
  const reader = new NumberReader('<<<')
  expect(reader.next()).toBe(0)
  expect(reader.at).toBeGreaterThan(3)
})
