import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { matchesPattern } from './pattern.ts'

describe('matchesPattern', () => {
  test('agrees with a regular expression', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '😀'), maxLength: 8 })
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?', '\\*', '😀'), maxLength: 6 })
    fc.assert(
      fc.property(text, pattern, (subject, shape) => {
        const source = shape.replace(/\\\*|[*?]/g, (part) => ({ '*': '.*', '?': '.' })[part] ?? '\\*')
        expect(matchesPattern(subject, shape)).toBe(new RegExp(`^${source}$`, 'su').test(subject))
      }),
      { numRuns: 5000 },
    )
  })

  test('gives up rather than try all ways', () => {
    // There are 40 over 20 ways to place the stars.
    expect(matchesPattern('a'.repeat(40), `${'*a'.repeat(20)}*b*`)).toBe(false)
  })

  test('takes 512 stars and no more', () => {
    expect(matchesPattern('a'.repeat(2000), '*a'.repeat(512))).toBe(true)
    expect(matchesPattern('a'.repeat(2000), '*a?'.repeat(100_000))).toBe(false)
  })
})
