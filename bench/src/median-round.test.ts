import { describe, expect, test } from 'vitest'
import { medianRound } from './median-round.ts'
import { check } from './result.ts'

const rounds = { count: 3, by: 'ratio', never: ['lost'] }

function round(ratio: number, lost = 0, p99 = ratio * 100) {
  const checks = [check('ratio', ratio, { min: 0.17 }), check('p99, ms', p99), check('lost', lost, { max: 0 })]
  return { about: 'base', checks, othersCores: ratio }
}

describe('the round in the middle', () => {
  test('all its figures are of that one round, and the others are told', () => {
    const one = medianRound([round(0.19), round(0.16, 0, 40), round(0.18)], rounds)
    expect(one.othersCores).toBe(0.18)
    expect(one.checks.map(({ value }) => value)).toEqual([0.18, 18, 0])
    expect(one.about).toBe('base; the median of 3 rounds by “ratio”: 0.19, 0.16, 0.18')
  })

  test('what must never happen counts from whichever round', () => {
    const one = medianRound([round(0.19), round(0.18), round(0.16, 2)], rounds)
    expect(one.checks[2]).toMatchObject({ value: 2, passed: false })
    const unknown = medianRound([round(0.19), round(0.18), round(0.16, Number.NaN)], rounds)
    expect(unknown.checks[2]?.passed).toBe(false)
  })

  test('of two it is the lower one', () => {
    expect(medianRound([round(0.19), round(0.18)], rounds).othersCores).toBe(0.18)
  })
})
