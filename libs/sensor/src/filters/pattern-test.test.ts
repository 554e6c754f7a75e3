import { compile } from '@millrace/re2'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { literalTest, patternTest } from './pattern-test.ts'

test.each(['^main$', '^refs/heads/', '\\.ts$', 'word', '', '^', '$', '^$', 'a\\|b', 'ü-x', '^a\\\\b$'])(
  '%s is compared as a text',
  (pattern) => expect(literalTest(pattern)).toBeDefined(),
)

test.each([
  'a.b',
  'a|b',
  '[ab]',
  '(a)',
  'a*',
  'a+',
  'a?',
  'a{2}',
  '\\d',
  '\\bx',
  '\\pL',
  'a^',
  '$a',
  '(?i)a',
  '\\Qa\\E',
  '\\',
])('%s is left to the engine', (pattern) => expect(literalTest(pattern)).toBeUndefined())

test('whatever is compared as a text gives what the engine gives', () => {
  const word = fc.string({
    unit: fc.constantFrom('a', 'b', '-', '/', '\\.', '\\$', '\\^', '\\\\', ' ', 'ü', '\\-'),
    maxLength: 4,
  })
  const pattern = fc.tuple(fc.constantFrom('', '^'), word, fc.constantFrom('', '$')).map((parts) => parts.join(''))
  const text = fc.string({
    unit: fc.constantFrom('a', 'b', '-', '/', '.', '$', '^', '\\', ' ', 'ü', '\n'),
    maxLength: 6,
  })
  fc.assert(
    fc.property(pattern, text, (pattern, text) => {
      const literal = literalTest(pattern)
      fc.pre(literal !== undefined)
      expect(literal?.(text), `${pattern} on ${text}`).toBe(compile(pattern).test(text))
    }),
    { numRuns: 3_000 },
  )
})

test('a pattern that others asked before answers for the text at hand', () => {
  const one = patternTest('a+b')
  const other = patternTest('a+b')
  expect([one('aab'), other('aab'), one('ba'), other('xab')]).toEqual([true, true, false, true])
})

test('a pattern that does not compile is refused', () => {
  expect(() => patternTest('a(')).toThrow()
})
