import { setTimeout as pause } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { takeAhead } from './take-ahead.ts'

interface Item {
  readonly nth: number
}

async function* items(count: number, onGiven: (nth: number) => void = () => {}): AsyncGenerator<Item> {
  for (let nth = 0; nth < count; nth += 1) {
    await Promise.resolve()
    onGiven(nth)
    yield { nth }
  }
}

const options = { sizeOf: () => 10, sizeMax: 50, stop: () => {} }
const numbers = (count: number): number[] => Array.from({ length: count }, (_, nth) => nth)

test.each([0, 1, 6, 1_000])('all of %i items come, in order', async (count) => {
  const seen: number[] = []
  for await (const { nth } of takeAhead(items(count), options)) seen.push(nth)
  expect(seen).toEqual(numbers(count))
})

test('it goes on while its caller works, up to the bound and no further', async () => {
  let given = -1
  const seen: number[] = []
  for await (const { nth } of takeAhead(
    items(100, (last) => (given = last)),
    options,
  )) {
    seen.push(nth)
    await pause(1)
    // Five are allowed, one makes it too many.
    expect(given - nth).toBeLessThanOrEqual(6)
    if (nth > 0 && nth < 90) expect(given - nth).toBeGreaterThan(3)
  }
  expect(seen).toEqual(numbers(100))
})

test('a fault of the source comes behind what it gave', async () => {
  async function* broken(): AsyncGenerator<Item> {
    yield* items(3)
    throw new Error('no more')
  }
  const seen: number[] = []
  const reading = (async () => {
    for await (const { nth } of takeAhead(broken(), options)) {
      await pause(5)
      seen.push(nth)
    }
  })()
  await expect(reading).rejects.toThrow('no more')
  expect(seen).toEqual([0, 1, 2])
})

test('left while its source waits for what never comes: the source is stopped, and has ended before it goes on', async () => {
  const never = Promise.withResolvers<void>()
  let hasEnded = false
  async function* stuck(): AsyncGenerator<Item> {
    try {
      yield* items(2)
      await never.promise
    } finally {
      hasEnded = true
    }
  }
  for await (const { nth } of takeAhead(stuck(), { ...options, stop: () => never.resolve() })) if (nth === 1) break
  expect(hasEnded).toBe(true)
})

test('left while it pauses for want of room: it ends', async () => {
  let given = 0
  for await (const _ of takeAhead(
    items(1_000, () => (given += 1)),
    options,
  )) {
    await pause(5)
    break
  }
  await pause(5)
  expect(given).toBeLessThan(10)
})
