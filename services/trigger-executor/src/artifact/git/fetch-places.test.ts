import { expect, test } from 'vitest'
import { FetchPlaces } from './fetch-places.ts'

test('sixteen at once: the next one waits for a place, and not for long', async () => {
  const places = new FetchPlaces()
  const ends: (() => void)[] = []
  const held = Array.from({ length: 16 }, () => places.run(() => new Promise<void>((resolve) => ends.push(resolve))))
  await expect(places.run(() => Promise.resolve())).rejects.toMatchObject({ isFinal: false, message: /already/u })
  const soon = places.run(() => Promise.resolve('fetched'))
  ends.shift()?.()
  expect(await soon).toBe('fetched')
  ends.forEach((end) => end())
  await Promise.all(held)
  expect(await Promise.all(Array.from({ length: 16 }, () => places.run(() => Promise.resolve(1))))).toHaveLength(16)
})

test('a fetch that fails leaves its place', async () => {
  const places = new FetchPlaces()
  for (let nth = 0; nth < 40; nth += 1)
    await expect(places.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no')
})
