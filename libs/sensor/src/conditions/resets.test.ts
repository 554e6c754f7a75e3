import { describe, expect, test } from 'vitest'
import type { Compiling } from '../compiled.ts'
import { tinyLanguages } from '../languages.fixture.ts'
import { compileResets, lastReset, nextReset } from './resets.ts'

const minute = 60_000
const resets = [{ byTime: { cron: '* * * * *' } }, { byTime: { cron: '@daily', timezone: 'Europe/Berlin' } }]

describe('resets', () => {
  const compiling: Compiling = { languages: tinyLanguages, problems: [] }
  const schedules = compileResets(resets, 'template.conditionsReset', compiling)

  test('one that does not compile is a problem, the others apply', () => {
    expect(compiling.problems).toMatchObject([
      { code: 'text-invalid', field: 'template.conditionsReset[1].byTime.cron' },
    ])
    expect(schedules.length).toBe(1)
  })

  test('the next and the last instant are found', () => {
    expect(nextReset(schedules, 10 * minute)).toBe(11 * minute)
    expect(lastReset(schedules, 10 * minute)).toBe(9 * minute)
    expect(nextReset([], 0)).toBeUndefined()
  })

  test('without cron each entry is a problem', () => {
    const lacking: Compiling = { languages: {}, problems: [] }
    expect(compileResets(resets, 'conditionsReset', lacking)).toEqual([])
    expect(lacking.problems.map(({ code, language }) => [code, language])).toEqual([
      ['language-missing', 'cron'],
      ['language-missing', 'cron'],
    ])
  })
})
