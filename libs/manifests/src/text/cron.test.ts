import { describe, expect, test } from 'vitest'
import { cronFault } from './cron.ts'
import { vectors } from './vectors.fixture.ts'

describe('cronFault', () => {
  test.each([
    '* * * * *',
    '30 * * * *',
    '*/15 0-6 1,15 jan-MAR sun',
    '0 0 ? * ?',
    'TZ=Europe/Berlin 0 9 * * 1-5',
    'CRON_TZ=UTC 0 0 1 1 0',
    '1,,2 * * * *',
    '*/90 * * * *',
    '+5 05 * * *',
    '5/10 * * * *',
  ])('%s is fine', (text) => {
    expect(cronFault(text)).toBeUndefined()
  })

  test.each([
    ['', 'the expression is empty'],
    ['TZ=UTC', 'the expression is empty'],
    ['TZ=Mars/Olympus * * * * *', 'unknown time zone Mars/Olympus'],
    ['@daily', 'descriptors such as @daily are not accepted, write five fields'],
    ['* * * *', 'expected 5 fields, found 4'],
    ['* * * * * *', 'expected 5 fields, found 6'],
    ['60 * * * *', 'minute: 60 is above 59'],
    ['* * 0 * *', 'day of month: 0 is below 1'],
    ['* * * * 7', 'day of week: 7 is above 6'],
    ['* 24-2 * * *', 'hour: the range 24-2 ends before it begins'],
    ['*/0 * * * *', 'minute: a step of 0'],
    ['1-2-3 * * * *', 'minute: too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'minute: too many slashes: 1/2/3'],
    ['x * * * *', 'minute: "x" is not a number or name'],
  ])('%j: %s', (text, fault) => {
    expect(cronFault(text)).toBe(fault)
  })

  const cases = vectors('cron').filter(({ input }) => input['parser'] === 'calendar' && input['op'] !== 'interval')

  test.skipIf(cases.length === 0)('agrees with the original on what is an expression', () => {
    const disagreements = cases.filter(({ input, error }) => {
      const fault = cronFault(String(input['spec']))
      const refused = error?.stage === 'compile' && !/zone|location/.test(error.message)
      return (fault !== undefined) !== refused && !/zone|location/.test(error?.message ?? '')
    })
    expect(
      disagreements.map(({ id, input, error }) => `${id} ${String(input['spec'])} ${error?.message ?? ''}`),
    ).toEqual([])
  })
})
