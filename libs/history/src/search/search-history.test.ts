import { expect, test } from 'vitest'
import { firstIdAt } from '../event-ids.ts'
import type { FoundEvent, HistoryQuery } from '../query.ts'
import { mergeRanges } from './merge-ranges.ts'
import { searchHistory, type SearchIndex } from './search-history.ts'

const eventsMax = 5_000
const searchMaxMs = 25
const startUs = 1_795_435_200_000_000

/** One event a millisecond, every tenth with the word; looking at one takes `lookMs` of the clock. */
function indexOf({ lookMs, knowsText }: { readonly lookMs: number; readonly knowsText: boolean }) {
  const every = Array.from({ length: eventsMax }, (_, nth) => firstIdAt(startUs + nth * 1_000)).toReversed()
  const asked = { looked: 0 }
  let nowMs = 0
  const index: SearchIndex = {
    narrowed: () => ({
      sources: [
        {
          read({ before, lowest, count }) {
            const ids = every.filter((id) => id < before && id >= lowest).slice(0, count)
            return mergeRanges([{ ids, isCut: ids.length >= count }], 0)
          },
          having: (ids) => new Set(ids),
          readCost: 1,
          lookUpCost: 1,
        },
      ],
      knowsText,
    }),
    dataCost: 1,
    dataOf(ids) {
      asked.looked += ids.length
      nowMs += ids.length * lookMs
      return new Map(ids.map((id) => [id, Buffer.from(every.indexOf(id) % 10 === 0 ? 'two words' : 'words two')]))
    },
    eventsOf: (ids) => new Map(ids.map((id) => [id, eventAt(id)])),
    searchMaxMs,
    nowMs: () => nowMs,
  }
  return { index, asked, clock: () => nowMs }
}

function eventAt(id: number): FoundEvent {
  const names = { namespace: '', bus: '', eventSource: '', eventName: '', eventId: String(id), deliveryId: '' }
  return { id, ...names, receivedAtUs: 0, traceparent: '', record: undefined, fates: [] }
}

const phrase: HistoryQuery = { text: '"two words"', limit: 50 }

test('a search that took its time says how far it came, and goes on from there', async () => {
  const { index, clock } = indexOf({ lookMs: 0.5, knowsText: false })
  const found: number[] = []
  let before: number | undefined
  let pages = 0
  do {
    const startedMs = clock()
    const page = await searchHistory({ ...phrase, ...(before === undefined ? {} : { before }) }, index)
    // Events are looked at some at a time.
    expect(clock() - startedMs).toBeLessThanOrEqual(searchMaxMs + 50)
    if (before !== undefined && page.next !== undefined) expect(page.next).toBeLessThan(before)
    found.push(...page.events.map(({ id }) => id))
    before = page.next
    pages += 1
  } while (before !== undefined)
  expect(found).toHaveLength(eventsMax / 10)
  expect(found).toEqual([...new Set(found)].sort((a, b) => b - a))
  expect(pages).toBeGreaterThan(10)
})

test('however slow it is, each search comes further', async () => {
  const { index } = indexOf({ lookMs: 1_000, knowsText: false })
  const first = await searchHistory(phrase, index)
  const second = await searchHistory({ ...phrase, before: first.next ?? 0 }, index)
  expect(first.next).toBeGreaterThan(second.next ?? Infinity)
  expect(second.events.length).toBeGreaterThan(0)
})

test('where the index knows what the text has, no data is looked at', async () => {
  const { index, asked } = indexOf({ lookMs: 1, knowsText: true })
  expect((await searchHistory(phrase, index)).events).toHaveLength(50)
  expect(asked.looked).toBe(0)
})
