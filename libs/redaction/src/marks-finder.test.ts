import fc from 'fast-check'
import { expect, test } from 'vitest'
import { marksFinder } from './marks-finder.ts'
import { redactJson } from './redact-json.ts'

const marks = ['password', 'passphrase', 'secret', 'apikey', 'accesskey', 'token', 'cookie']
const bearsSecret = (name: string): boolean => {
  const plain = name.toLowerCase().replaceAll(/[^a-z0-9]/gu, '')
  return marks.some((mark) => plain.includes(mark))
}
const mayHave = marksFinder(marks)
const asked = (text: string): boolean => mayHave(Buffer.from(text))

test.each([
  '{"password":1}',
  '{"a":{"X-Api_KEY":1}}',
  '{"passpassword":1}',
  '{"papassphrase":1}',
  '{"acces\u017Fkey":1,"access-\u212Aey":1}',
  String.raw`{"\u0070assword":1}`,
  `{${'"a":['.repeat(2)}${'['.repeat(210)}`,
])('says so of %s', (text) => {
  expect(asked(text)).toBe(true)
})

test.each([
  '',
  '{"pass":"word","pas":"sword"}',
  '{"paßword":"été 東京"}',
  `[${'[],'.repeat(150)}1]`,
  JSON.stringify({ header: { 'Content-Type': ['application/json'] }, body: { repository: { name: 'widgets' } } }),
])('does not of %s', (text) => {
  expect(asked(text)).toBe(false)
})

test('what it finds nothing in has nothing taken out', () => {
  const part = fc.oneof(
    fc.constantFrom(...marks.flatMap((mark) => [mark, mark.slice(0, -1), mark.slice(1), mark.toUpperCase()])),
    fc.constantFrom('-', '_', '.', ' ', '"', ':', '\\', '{', 'K', 'İ', 'ſ', 'é'),
    fc.string({ unit: 'binary', maxLength: 3 }),
  )
  const name = fc.array(part, { maxLength: 4 }).map((parts) => parts.join(''))
  const value = fc.letrec((tie) => ({
    any: fc.oneof({ maxDepth: 4 }, name, fc.integer(), fc.array(tie('any'), { maxLength: 3 }), tie('object')),
    object: fc.dictionary(name, tie('any'), { maxKeys: 3 }),
  })).object
  let quick = 0
  fc.assert(
    fc.property(value, fc.boolean(), (one, isSpaced) => {
      const text = JSON.stringify(one, undefined, isSpaced ? 1 : 0)
      if (asked(text)) return
      quick += 1
      expect(redactJson(text, { paths: [], bearsSecret })).toEqual({ text, redacted: false })
    }),
    { numRuns: 3_000 },
  )
  expect(quick).toBeGreaterThan(100)
})

test('marks that are too many are refused', () => {
  const many = Array.from({ length: 40 }, (_, nth) => `${nth}-${'x'.repeat(9)}`)
  expect(() => marksFinder(many)).toThrow(RangeError)
})
