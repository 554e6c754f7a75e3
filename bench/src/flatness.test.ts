import { describe, expect, test } from 'vitest'
import { filesGrowth, heapGrowth, memoryGrowth } from './flatness.ts'
import type { LiveHeap } from './live-heap.ts'
import type { Look } from './result.ts'

const minutes = 10
const endS = minutes * 60
const eventsPerS = 1_000

const looks = (rssMb: (atS: number) => number, files: (atS: number) => number = () => 30): Look[] =>
  Array.from({ length: endS / 10 }, (_, nth) => {
    const atS = (nth + 1) * 10
    return { atS, processes: { ingest: { rssMb: rssMb(atS), files: files(atS) } } }
  })
const memory = (rssMb: (atS: number) => number) => memoryGrowth('ingest', looks(rssMb)).passed
const files = (count: (atS: number) => number) =>
  filesGrowth(
    'ingest',
    looks(() => 100, count),
  ).passed
/** Numbers that look like chance, the same in each run, from 0 up to one below `below`. */
const chance = (at: number, below: number): number => (at * 7_919 + 13) % below

describe('heap alive after full collections', () => {
  const heaps = (keptMb: (atS: number) => number, everyS = 25): LiveHeap[] =>
    Array.from({ length: endS / everyS }, (_, nth) => {
      const atS = nth * everyS + 7
      // What is in work comes on top.
      return { atS, mb: 28 + keptMb(atS) + chance(nth, 50) / 10 }
    })

  test('what is in work at a collection is no growth, nor is warming up', () => {
    expect(
      heapGrowth(
        'ingest',
        heaps(() => 0),
        endS,
      ).passed,
    ).toBe(true)
    expect(
      heapGrowth(
        'ingest',
        heaps((atS) => Math.min(20, atS / 2)),
        endS,
      ).passed,
    ).toBe(true)
  })

  test('leak: 1 KB for each hundred events', () => {
    const leaked = (atS: number): number => (atS * eventsPerS) / 100 / 1_024
    expect(leaked(endS)).toBeLessThan(6)
    expect(heapGrowth('ingest', heaps(leaked), endS).passed).toBe(false)
    expect(heapGrowth('ingest', heaps(leaked, 60), endS).passed).toBe(false)
  })

  test('what was not collected in a third is not judged by it', () => {
    expect(heapGrowth('ingest', heaps(() => 0).slice(0, 10), endS).passed).toBe(null)
    expect(heapGrowth('ingest', [], endS).passed).toBe(null)
  })
})

describe('resident memory', () => {
  test('what V8 gives back and takes again is no growth', () => {
    // As ingest on 2026-11-28, with 30 MB of heap alive before and 28 MB after.
    expect(memory((atS) => (atS <= 100 ? 191 : atS <= 180 ? 148 : atS <= 360 ? 162 : 189))).toBe(true)
    expect(memory((atS) => 150 + chance(atS, 40))).toBe(true)
  })

  test('leak: what goes on rising', () => {
    expect(memory((atS) => 100 + atS / 20)).toBe(false)
    expect(memory((atS) => (atS <= 100 ? 191 : 162) + atS / 8 + chance(atS, 10))).toBe(false)
  })
})

describe('open files', () => {
  test('connections that come and go with bursts are no growth', () => {
    expect(files((atS) => 33 + chance(atS, 57))).toBe(true)
    expect(files((atS) => (atS < 560 ? 30 : 200 - (atS % 20) * 17))).toBe(true)
  })

  test('leak: one file a minute', () => {
    expect(files((atS) => 30 + Math.floor(atS / 60))).toBe(false)
    expect(files((atS) => 33 + Math.floor(atS / 60) + (atS % 50 === 0 ? 0 : chance(atS, 57)))).toBe(false)
  })
})
