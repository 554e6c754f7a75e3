import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GovaluateError, compile, depthMax, sourceMax } from './index.ts'

const sources = readFileSync(new URL('./answers/govaluate.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .slice(1, -1)
  .map((line) => (JSON.parse(line) as { readonly expr: string }).expr)
const values = new Map<string, unknown>([
  ['a', 1],
  ['b', 'x'],
  ['d', [1, 'x', null, [2]]],
  ['f', { k: 1 }],
  ['big', 'x'.repeat(100_000)],
])
const tokens = "( ) [ ] , ? : ?? || && == < =~ 'a' '[' in | << + - * ** ! ~ 1 0x .5 a b d f big true \\ a.B".split(' ')

/** It has an answer, or a GovaluateError; anything else is a fault of ours. */
function attempt(source: string): 'answer' | GovaluateError {
  try {
    compile(source)(values, { steps: 20_000 })
    return 'answer'
  } catch (error) {
    if (error instanceof GovaluateError) return error
    throw error
  }
}

function isSettled(source: string): boolean {
  const outcome = attempt(source)
  return outcome === 'answer' || outcome.line >= 1
}

describe('no input does harm', () => {
  test('any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (source) => isSettled(source)),
      { numRuns: 500 },
    )
  })

  test('any tokens', () => {
    const words = fc.array(fc.constantFrom(...tokens), { maxLength: 30 })
    fc.assert(
      fc.property(words, (parts) => isSettled(parts.join(' '))),
      { numRuns: 2000 },
    )
  })

  test('good expressions with a piece cut out or doubled', () => {
    fc.assert(
      fc.property(fc.constantFrom(...sources), fc.nat(90), fc.nat(90), fc.boolean(), (expr, a, b, doubles) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        return isSettled(doubles ? expr.slice(0, to) + expr.slice(from) : expr.slice(0, from) + expr.slice(to))
      }),
      { numRuns: 1500 },
    )
  })

  const refused = {
    'nested too deeply': `${'('.repeat(depthMax + 1)}1${')'.repeat(depthMax + 1)}`,
    'a megabyte of parentheses': '('.repeat(500_000) + ')'.repeat(500_000),
    'many parentheses': '('.repeat(sourceMax / 2) + ')'.repeat(sourceMax / 2),
    'too long': '1'.repeat(sourceMax + 1),
    'a long text that never ends': `'${'x'.repeat(sourceMax - 1)}`,
    'accessors in accessors': 'a.B('.repeat(sourceMax / 5) + ')'.repeat(sourceMax / 5),
    'a number of many digits': '1'.repeat(sourceMax),
    'too much text': `big${' + big'.repeat(200)} == ''`,
    'a bad pattern made late': "b =~ ('(' + b)",
  }
  test.each(Object.entries(refused))('%s', (_, source) => {
    expect(attempt(source)).toBeInstanceOf(GovaluateError)
  })

  test('a long chain is no deep recursion', () => {
    expect(compile(`1${' + 1'.repeat(24_000)}`)(new Map())).toBe(24_001)
    expect(compile(`a${' && a'.repeat(19_000)}`)(new Map([['a', true]]))).toBe(true)
  })

  test('as deep as is allowed', () => {
    expect(compile(`${'('.repeat(depthMax)}1${')'.repeat(depthMax)}`)(new Map())).toBe(1)
  })

  test('deep values', () => {
    const deep: unknown = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000))
    const parameters = new Map([['a', deep]])
    expect(compile('a == a')(parameters)).toBe(true)
    expect(() => compile("a + 'x'")(parameters)).toThrow('nests deeper')
  })

  test('a pattern that takes other engines for ever', () => {
    expect(compile("a =~ '^(a+)+$'")(new Map([['a', `${'a'.repeat(5000)}!`]]))).toBe(false)
  })
})

describe('errors', () => {
  test('say where', () => {
    const outcome = attempt("a == 1 &&\n  b > 'é' + zz")
    expect(outcome).toMatchObject({
      stage: 'run',
      reason: "No parameter 'zz' found.",
      line: 2,
      column: 13,
      message: "No parameter 'zz' found. (2:13)\n |   b > 'é' + zz\n | ............^",
    })
    expect(attempt('a && !b')).toMatchObject({ stage: 'run', column: 6 })
    expect(attempt('a &&!b')).toMatchObject({ stage: 'compile', column: 3, reason: "Invalid token: '&&!'" })
  })
})
