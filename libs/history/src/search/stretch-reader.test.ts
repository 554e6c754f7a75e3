import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Window } from './id-source.ts'
import { readMaxMs, stretchReader } from './stretch-reader.ts'

/** Units of ten numbers; reading one takes `unitMs` of the clock. */
function sourceOf(ids: readonly number[], unitMs: number) {
  const sorted = [...new Set(ids)].sort((a, b) => b - a)
  const asked = { units: [] as number[] }
  let clock = 0
  const nowMs = (): number => clock
  const read = ({ before, lowest, count }: Window, units: number) => {
    asked.units.push(units)
    clock += units * unitMs
    const from = Math.max(lowest, before - units * 10)
    return { ids: sorted.filter((id) => id < before && id >= from).slice(0, count), from }
  }
  return { sorted, asked, nowMs, read }
}

test('read on and on it gives all there is, each once, highest first', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(2_000), { maxLength: 200 }),
      fc.integer({ min: 1, max: 50 }),
      fc.double({ min: 0.001, max: 20, noNaN: true }),
      fc.nat(500),
      async (ids, count, unitMs, lowest) => {
        const { sorted, nowMs, read } = sourceOf(ids, unitMs)
        const found: number[] = []
        const readOn = stretchReader(read, nowMs)
        for (let before: number | undefined = 2_001; before !== undefined;) {
          const { ids: some, next } = await readOn({ before, lowest, count })
          expect(next ?? -1).toBeLessThan(before)
          found.push(...some)
          before = next
        }
        expect(found).toEqual(sorted.filter((id) => id >= lowest))
      },
    ),
  )
})

test('what takes no time is read in few stretches, each longer than the one before', async () => {
  const { asked, nowMs, read } = sourceOf([], 0)
  const window = { before: 100_000, lowest: 0, count: 50 }
  expect(await stretchReader(read, nowMs)(window)).toEqual({ ids: [], next: undefined })
  expect(asked.units).toEqual([1, 8, 64, 512, 4_096, 32_768])
})

test('what takes long is read in short stretches, and not for longer than it may', async () => {
  const { asked, nowMs, read } = sourceOf([], readMaxMs / 2)
  const window = { before: 100_000, lowest: 0, count: 50 }
  const readOn = stretchReader(read, nowMs)
  const { next = 0 } = await readOn(window)
  expect(next).toBe(100_000 - 30)
  await readOn({ ...window, before: next })
  // Three milliseconds each, six a read.
  expect(asked.units).toEqual([1, 2, 2])
})
