import fc from 'fast-check'
import { RE2JS } from 're2js'
import { expect, test } from 'vitest'
import { programSize, programSizeMax } from './program-size.ts'

/** What the engine makes of a pattern; undefined where it refuses. */
function instructionsOf(pattern: string): number | undefined {
  try {
    return RE2JS.compile(pattern).programSize()
  } catch {
    return undefined
  }
}

test.each([
  'a',
  'abc',
  '^refs/heads/(?P<branch>.+)$',
  'a{1000}',
  '(?:a{10}){10}',
  '(((a{10}){10}){10})',
  '(a{1,50}){1,19}b',
  '(a|b|c){1000}',
  '(?:a?){1000}',
  '(?i)(?:k{100}s{100}){5}',
  '[a-z]{300}[^]a]{300}',
  String.raw`\pL{300}(?:\Qa+b\E){20}`,
  String.raw`a{10}(?i){20}(?:b\Q\E){30}`,
  String.raw`\Q[a.)\E{50}c{50}`,
  'a{2,}',
  '(?:ab){0,500}',
  '(?:)',
  'x*y+?z??',
])('%s: within a factor of three of what the engine makes, or little', (pattern) => {
  const made = instructionsOf(pattern) ?? Number.NaN
  const said = programSize(pattern)
  expect(said).toBeGreaterThan(made / 3 - 4)
  expect(said).toBeLessThan(made * 3 + 8)
})

test('of whatever compiles, never far too little', () => {
  const pieces = fc.constantFrom(
    ...String.raw`a k . * + ? {2} {2,3} {0,9} {20} ( ) (?: (?i) (?P<n> | [ab] [^a] [] ] ^ $ \d \pL \Q \E \x{41}`.split(
      ' ',
    ),
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 16 }), (parts) => {
      const pattern = parts.join('')
      const made = instructionsOf(pattern)
      if (made !== undefined) expect(programSize(pattern)).toBeGreaterThanOrEqual(made / 4 - 8)
    }),
    { numRuns: 2_000 },
  )
})

test('any text is counted at once, also one that is no pattern', () => {
  for (const text of [
    '('.repeat(100_000),
    '['.repeat(100_000),
    '{'.repeat(100_000),
    'a{1000}'.repeat(20_000),
    '\\',
    '(?',
    '[\\',
  ]) {
    expect(programSize(text)).toBeLessThanOrEqual(programSizeMax)
  }
  expect(programSize(`${'(?:'.repeat(8)}a${'{1000})'.repeat(8)}`)).toBe(programSizeMax)
})
