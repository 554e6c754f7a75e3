import { describe, expect, test } from 'vitest'
import { LastingCost } from './lasting-cost.ts'

const bounds = { shareMax: 0.05, lastsMs: 5_000 }

/** Ten spendings a second of so many milliseconds each, from second `fromS` up to `toS`; the seconds at which it went on. */
function goesOn(cost: LastingCost, spentMs: number, fromS: number, toS: number): number[] {
  const found = new Set<number>()
  for (let tenth = fromS * 10 + 1; tenth <= toS * 10; tenth += 1)
    if (cost.spend(spentMs, tenth * 100)) found.add(Math.floor(tenth / 10))
  return [...found]
}

describe('a cost goes on', () => {
  test('once it has been too high for as long as it says, and until it has passed', () => {
    const cost = new LastingCost(bounds, 0)
    expect(goesOn(cost, 10, 0, 8)).toEqual([5, 6, 7, 8])
    expect(goesOn(cost, 1, 8, 20)).toEqual([8])
  })

  test('not where it is a burst, nor where it is low', () => {
    const cost = new LastingCost(bounds, 0)
    expect(goesOn(cost, 20, 0, 4)).toEqual([])
    expect(goesOn(cost, 0.1, 4, 6)).toEqual([])
    expect(goesOn(cost, 20, 6, 10)).toEqual([])
    expect(goesOn(cost, 4, 10, 60)).toEqual([])
  })

  test('not because much is spent at once after a silence', () => {
    const cost = new LastingCost(bounds, 0)
    expect(cost.spend(100, 60_000)).toBe(false)
    expect(cost.spend(100, 60_200)).toBe(false)
  })
})
