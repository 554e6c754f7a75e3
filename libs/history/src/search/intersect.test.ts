import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Candidates, IdSource, Window } from './id-source.ts'
import { intersect } from './intersect.ts'
import { mergeRanges } from './merge-ranges.ts'

/** A source of these numbers, and what it was asked. */
function sourceOf(ids: readonly number[], lookUpCost: number) {
  const asked = { looked: 0, read: 0 }
  const sorted = [...new Set(ids)].sort((a, b) => b - a)
  const source: IdSource = {
    read({ before, lowest, count }) {
      const within = sorted.filter((id) => id < before && id >= lowest)
      asked.read += Math.min(count, within.length)
      return mergeRanges([{ ids: within.slice(0, count), isCut: within.length >= count }], 1)
    },
    having(some) {
      asked.looked += some.length
      return new Set(some.filter((id) => sorted.includes(id)))
    },
    readCost: 1,
    lookUpCost,
  }
  return { source, asked }
}

async function readAll(
  next: (window: Window) => Promise<Candidates>,
  { before, lowest, count }: Window,
): Promise<number[]> {
  const found: number[] = []
  for (let from: number | undefined = before; from !== undefined;) {
    const block: Candidates = await next({ before: from, lowest, count })
    found.push(...block.ids)
    expect(block.next ?? -1).toBeLessThan(from)
    from = block.next
  }
  return found
}

const ids = fc.array(fc.nat(3_000), { maxLength: 400 })

test('read block by block it gives what is in all sources, each once, highest first', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(ids, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 1, max: 200 }),
      fc.nat(3_000),
      fc.nat(1_000),
      async (lists, count, cost, before, lowest) => {
        const [first, ...rest] = lists.map((list) => sourceOf(list, cost).source)
        if (first === undefined) return
        const next = await intersect([first, ...rest], { before, lowest })
        const inAll = (lists[0] ?? []).filter(
          (id) => id < before && id >= lowest && lists.every((list) => list.includes(id)),
        )
        expect(await readAll(next, { before, lowest, count })).toEqual([...new Set(inAll)].sort((a, b) => b - a))
      },
    ),
  )
})

const numbers = (count: number, every: number): number[] => Array.from({ length: count }, (_, at) => at * every)
const whole = { before: 1_000_000, lowest: 0 }

test('what there is little of leads; of what lies between, little is read', async () => {
  const few = sourceOf(numbers(500, 200), 50)
  const many = sourceOf(numbers(50_000, 2), 50)
  const next = await intersect([many.source, few.source], whole)
  many.asked.read = 0
  expect((await next({ ...whole, count: 50 })).ids).toHaveLength(50)
  expect(many.asked.looked).toBe(50)
  expect(many.asked.read).toBe(0)
})

test('where there is about as much, it is read and not looked up', async () => {
  const one = sourceOf(numbers(10_000, 10), 50)
  const other = sourceOf(numbers(10_000, 15), 50)
  const next = await intersect([one.source, other.source], whole)
  one.asked.read = 0
  const { ids: found } = await next({ ...whole, count: 60 })
  expect(found).toEqual(found.filter((id) => id % 30 === 0))
  expect(one.asked.looked + other.asked.looked).toBe(0)
  expect(one.asked.read).toBeLessThan(200)
})
