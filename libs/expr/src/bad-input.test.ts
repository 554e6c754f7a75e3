import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readAnswers } from './answers.fixture.ts'
import { ExprError, compile, decodeTagged, encodeTagged, run } from './index.ts'
import type { DialectName, PlainMap } from './index.ts'

const sources = readAnswers(new URL('./answers/v1.17.jsonl', import.meta.url)).map(({ input }) => input)
const tokens =
  '( ) [ ] { } . ?. ?? ? : :: , ; | # not in and or let if else + - * / % ** == < .. 1 1e9 "a" `b` b"c" x len map filter'
    .split(' ')
    .map((token) => `${token} `)

/** It has an answer, or an ExprError; anything else is a fault of ours. */
function attempt(source: string, env: PlainMap, dialect: DialectName): 'answer' | 'error' {
  try {
    encodeTagged(run(compile(source, { env, dialect }), env, { steps: 20_000, memory: 20_000 }))
    return 'answer'
  } catch (error) {
    if (error instanceof ExprError) return 'error'
    throw error
  }
}

describe('no input does harm', () => {
  const dialect = fc.constantFrom<DialectName>('v1.17', 'v1.15')

  test('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), dialect, (source, name) => {
        expect(['answer', 'error']).toContain(attempt(source, { x: 1 }, name))
      }),
      { numRuns: 1500 },
    )
  }, 30_000)

  test('any tokens', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...tokens), { maxLength: 30 }), dialect, (words, name) => {
        expect(['answer', 'error']).toContain(attempt(words.join(''), { x: [1, 'a', null] }, name))
      }),
      { numRuns: 1500 },
    )
  })

  test('good expressions with a piece cut out or doubled', () => {
    const place = fc.nat(120)
    fc.assert(
      fc.property(fc.constantFrom(...sources), place, place, fc.boolean(), dialect, (input, a, b, doubles, name) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const { expr } = input
        const source = doubles ? expr.slice(0, to) + expr.slice(from) : expr.slice(0, from) + expr.slice(to)
        expect(['answer', 'error']).toContain(attempt(source, decodeTagged(input.env) as PlainMap, name))
      }),
      { numRuns: 1500 },
    )
  })
})
