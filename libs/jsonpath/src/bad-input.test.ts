import fc from 'fast-check'
import { expect, test } from 'vitest'
import { JsonPathError } from './error.ts'
import { query } from './query.ts'

const json = JSON.stringify({ a: [{ b: 1 }, { b: [1, 2, { b: 'x' }] }], c: 'text', length: 2 })

test.each([
  ['brackets', `$${'['.repeat(16_000)}`],
  ['parentheses', `$[?(${'('.repeat(8_000)}@.a${')'.repeat(8_000)})]`],
  ['filters in filters', `$.a${'[?(@.a'.repeat(2_000)}${')]'.repeat(2_000)}`],
  ['signs', `$[?(${'!'.repeat(16_000)}@.a)]`],
  ['sums', `$[?(${Array.from({ length: 8_000 }, () => '1').join('+')} > 2)]`],
  ['a megabyte', `$.${'a'.repeat(1_000_000)}`],
])('%s end in an error', (_name, path) => {
  expect(() => query(json, path)).toThrow(JsonPathError)
})

test('a document that nests deeply ends too', () => {
  const deep = '['.repeat(9_000) + ']'.repeat(9_000)
  expect(() => query(deep, '$..[0]..[0]')).toThrow(JsonPathError)
})

const piece = fc.constantFrom(
  '.',
  '..',
  'a',
  'b',
  '*',
  '[',
  ']',
  '(',
  ')',
  '?',
  '@',
  '$',
  "'",
  '"',
  ':',
  ',',
  '1',
  '-',
  ' ',
  '&&',
  '==',
  '!',
  'in',
  '=~',
)

test('any path gives a value or an error', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'grapheme' }),
        fc.array(piece, { maxLength: 40 }).map((parts) => `$${parts.join('')}`),
      ),
      (path) => {
        try {
          query(json, path)
        } catch (error) {
          expect(error).toBeInstanceOf(JsonPathError)
        }
      },
    ),
  )
})
