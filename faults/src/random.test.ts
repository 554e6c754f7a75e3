import { expect, test } from 'vitest'
import { copyTimes } from './copies.ts'
import { derivedSeed, seededRandom } from './random.ts'

const draws = (seed: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: 5 }, () => random.int(0, 1_000_000))
}

test('a seed fixes the numbers, another seed gives others, a part of a run its own', () => {
  expect(draws(7)).toEqual(draws(7))
  expect(draws(7)).not.toEqual(draws(8))
  expect(derivedSeed(7, 'kill-router')).toBe(derivedSeed(7, 'kill-router'))
  expect(derivedSeed(7, 'kill-router')).not.toBe(derivedSeed(7, 'kill-ingest'))
  expect(derivedSeed(7, 'kill-router')).not.toBe(derivedSeed(8, 'kill-router'))
})

test('whole numbers reach both ends and nothing beyond, evenly', () => {
  const random = seededRandom(1)
  const counts = new Map<number, number>()
  for (let n = 0; n < 30_000; n++) {
    const drawn = random.int(1, 3)
    counts.set(drawn, (counts.get(drawn) ?? 0) + 1)
  }
  expect([...counts.keys()].sort()).toEqual([1, 2, 3])
  for (const count of counts.values()) expect(Math.abs(count - 10_000)).toBeLessThan(500)
})

test('every delivery is sent one to three times, some repeats at once and some later', () => {
  const random = seededRandom(2)
  const all = Array.from({ length: 3_000 }, () => copyTimes(random, { copiesMax: 3, spreadMs: 2_000 }))
  expect(new Set(all.map((times) => times.length))).toEqual(new Set([1, 2, 3]))
  expect(all.every(([first]) => first === 0)).toBe(true)
  const repeats = all.flatMap((times) => times.slice(1))
  expect(Math.max(...repeats)).toBeLessThanOrEqual(2_000)
  expect(repeats.filter((ms) => ms === 0).length / repeats.length).toBeGreaterThan(0.25)
  expect(repeats.filter((ms) => ms > 0).length / repeats.length).toBeGreaterThan(0.5)
})
