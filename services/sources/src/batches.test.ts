import { expect, test } from 'vitest'
import { setTimeout as sleep } from 'node:timers/promises'
import { batches } from './batches.ts'

const options = { sizeMax: 4, everyMs: 10_000, stop: new AbortController().signal }

async function* counted(until: number, seen: { at: number } = { at: 0 }) {
  for (; seen.at < until; seen.at += 1) {
    await Promise.resolve()
    yield seen.at
  }
}

test('what comes while a batch is dealt with makes the next one; nothing is lost and the order is kept', async () => {
  const all: number[] = []
  for await (const batch of batches(() => counted(25), options)) {
    expect(batch.length).toBeLessThanOrEqual(4)
    all.push(...batch)
    await sleep(1)
  }
  expect(all).toEqual(Array.from({ length: 25 }, (_, n) => n))
})

test('no more is read ahead than a batch', async () => {
  const seen = { at: 0 }
  for await (const _ of batches(() => counted(1_000, seen), options)) {
    await sleep(20)
    expect(seen.at).toBeLessThanOrEqual(8)
    break
  }
})

test('an empty batch comes where nothing else does, and stopping ends what was opened', async () => {
  const stop = new AbortController()
  let isEnded = false
  async function* silent(signal: AbortSignal): AsyncGenerator<number> {
    await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
    isEnded = true
    yield* []
  }
  let empty = 0
  for await (const batch of batches(silent, { ...options, everyMs: 5, stop: stop.signal })) {
    expect(batch).toEqual([])
    empty += 1
    if (empty === 3) stop.abort()
  }
  expect([empty >= 3, isEnded]).toEqual([true, true])
})

test('an error comes after everything before it', async () => {
  async function* broken() {
    yield 1
    yield 2
    throw new Error('broken')
  }
  const all: number[] = []
  const reading = (async () => {
    for await (const batch of batches(broken, options)) all.push(...batch)
  })()
  await expect(reading).rejects.toThrow('broken')
  expect(all).toEqual([1, 2])
})
