import { expect, test } from 'vitest'
import { mutated, randomOf } from './mutate.ts'

test('the same seed mutates in the same way, another in another', () => {
  const texts = (seed: number): string[] => {
    const random = randomOf(seed)
    return Array.from({ length: 50 }, () => mutated('payload.n > 3', 'other', random))
  }
  expect(texts(1)).toEqual(texts(1))
  expect(texts(1)).not.toEqual(texts(2))
  expect(new Set(texts(1)).size).toBeGreaterThan(30)
})
