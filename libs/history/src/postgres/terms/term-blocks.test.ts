import { describe, expect, test } from 'vitest'
import { noOccurrences } from './occurrences.ts'
import { between, blockLengthMax, blocksOf, readBlock, readTerm, type TermRuns } from './term-blocks.ts'
import { TermDraft } from './term-draft.ts'

const base = 7_000_000_000_000

type Row = readonly [term: string, id: number, place: number]

function indexOf(...rows: readonly Row[]): TermRuns {
  const draft = new TermDraft()
  const byEvent = Map.groupBy(
    rows.toSorted((a, b) => a[1] - b[1] || a[2] - b[2]),
    ([, id]) => id,
  )
  for (const [id, own] of byEvent) {
    draft.begin(base + id)
    for (const [term, , place] of own) draft.add(term, place)
  }
  return draft.runs()
}

/** Each block with what it holds. */
function wholeBlocks(index: TermRuns, from = base) {
  const { blocks, bodies } = blocksOf(index, from)
  const each = bodies.split(between)
  expect(each).toHaveLength(blocks.length)
  return blocks.map((block, at) => ({ ...block, body: each[at] ?? '' }))
}

const read = (index: TermRuns, term: string, isBegun = false) => {
  const found = noOccurrences()
  for (const { body } of wholeBlocks(index)) readTerm(body, { term, isBegun, base }, found)
  return Array.from(found.ids, (id, at) => [id - base, found.places[at]])
}

describe('blocks', () => {
  test('a term is found where it stands, in order', () => {
    const index = indexOf(['b', 9, 2], ['a', 3, 1], ['b', 5, 4], ['b', 9, 1], ['bc', 1, 0])
    expect(read(index, 'b')).toEqual([
      [5, 4],
      [9, 1],
      [9, 2],
    ])
    expect(read(index, 'c')).toEqual([])
    expect(read(index, 'b', true)).toEqual([
      [5, 4],
      [9, 1],
      [9, 2],
      [1, 0],
    ])
  })

  test('of several become one that tells the same, whatever their bases', () => {
    const rows = Array.from({ length: 20_000 }, (_, at) => [`w${(at * 7) % 613}`, at % 501, at % 97] as const)
    const merged: TermRuns = new Map()
    for (const [low, high] of [
      [200, 400],
      [0, 200],
      [400, 501],
    ] as const) {
      const some = indexOf(...rows.filter(([, id]) => id >= low && id < high))
      for (const { body } of wholeBlocks(some, base + low)) readBlock(body, base + low, merged)
    }
    expect(merged.size).toBe(613)
    for (const term of ['w0', 'w7', 'w612']) {
      const sorted = (places: readonly (readonly unknown[])[]) => places.map(String).sort()
      const told = rows.filter(([one]) => one === term).map(([, id, place]) => [id, place])
      expect(sorted(read(merged, term))).toEqual(sorted(told))
    }
  })

  test('are in the order of their terms, none too long; a term with several has them for itself', () => {
    const often = Array.from({ length: 3_000 }, (_, at) => ['often', at, at % 9] as const)
    const others = Array.from({ length: 3_000 }, (_, at) => [`${at % 2 === 0 ? 'a' : 'z'}${at}`, at, 1] as const)
    const index = indexOf(...often, ...others, ...Array.from({ length: 5_000 }, (_, at) => ['once', 4, at] as const))
    const blocks = wholeBlocks(index)
    const keys = blocks.map(({ first, part }) => `${first} ${String(part).padStart(3, '0')}`)
    expect(keys).toEqual([...new Set(keys)].sort())
    expect(Math.max(...blocks.map(({ body }) => body.length))).toBeLessThan(blockLengthMax + 100)
    for (const own of ['often', 'once']) {
      expect(blocks.filter(({ first }) => first === own).length).toBeGreaterThan(1)
      for (const { first, body } of blocks) {
        const found = noOccurrences()
        readTerm(body, { term: own, isBegun: false, base }, found)
        expect(found.ids.length > 0).toBe(first === own)
      }
    }
    expect(read(index, 'often')).toHaveLength(3_000)
    expect(read(index, 'once')).toHaveLength(5_000)
  })
})
