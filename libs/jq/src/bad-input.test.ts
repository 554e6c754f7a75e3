import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { JqError, answer, compile, defaultBounds } from './index.ts'
import type { Value } from './index.ts'

const sources = readFileSync(new URL('./answers.jsonl', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => (JSON.parse(line) as { query: string }).query)
const data = JSON.parse(readFileSync(new URL('./answers-data.json', import.meta.url), 'utf8')) as Value

/** What went wrong; undefined for nothing. Anything but a JqError is a fault of ours. */
function codeOf(source: string, input: Value = null): string | undefined {
  try {
    for (const _ of compile(source).run(input));
    return undefined
  } catch (error) {
    if (error instanceof JqError) return error.code
    throw error
  }
}

describe('what has no end, ends', () => {
  test.each([
    'def f: f; f',
    'def f: f, f; [f]',
    'def f: f | f; f',
    'def f: 1 + f; f',
    'def f: [f]; f',
    'def f(g): f(g | g); f(.)',
    'def f: try f catch .; f',
    'def f: label $a | f, 1; f',
    'last(repeat(1))',
    'until(false; .)',
    'last(range(1e9))',
    '[range(1e9)]',
    'reduce range(1e9) as $i (0; . + $i)',
    'last(foreach repeat(1) as $i (0; . + 1))',
    'last(recurse(.))',
    '[limit(1e9; repeat("x"))]',
    '[range(3000)] | last(combinations(3))',
    'last(while(true; .))',
    '"\\(range(1e9))" | select(false)',
    'first(range(1e9) | select(. < 0))',
    'any(repeat(1); false)',
    '[.[]?, repeat(1)] | length',
    '{} | .[repeat("a")] = 1',
    'reduce range(1e9) as $i ({}; .["k\\($i)"] = $i)',
  ])('%s', (source) => {
    expect(codeOf(source)).toBe('budget')
  })
})

describe('what is too great, is refused', () => {
  test.each([
    '"x" * 1e9',
    '"x" * 1e9 | length',
    '("x" * 1e6) * 1e3',
    'reduce range(1e9) as $i ("x"; . + .)',
    'reduce range(1e9) as $i ([1]; . + .)',
    'reduce range(1e9) as $i (2; . * .)',
    'reduce range(100000) as $i (null; [.]) | tojson',
    'reduce range(100000) as $i (null; [.]) | flatten',
    'reduce range(100000) as $i (null; {a: .}) | [.. | scalars]',
    'reduce range(100000) as $i (null; [.]) | . == [.]',
    '[range(20000)] - [range(20000)]',
    '("ab," * 100000) | gsub(","; ";")',
    '("x" * 20000) | [match("x.*y|x"; "g")]',
    '("a" * 100000) | test("(a?){1000}(a*){1000}$")',
    '[limit(50; repeat("(a{1,50}){1,19}b"))] | to_entries | map(. as $e | "aa" | test($e.value + "\\($e.key)"))',
    '("[" * 100000) | fromjson',
    '[splits("a*b|a"; "g")]',
    '.[500000000] = 1',
    `"'"${' | @sh'.repeat(40)}`,
    `"<"${' | @uri'.repeat(60)} | "\\(.)'"${' | @sh'.repeat(40)}`,
    `"\\""${' | tojson'.repeat(60)}`,
  ])('%s', (source) => {
    expect(['budget', 'failed']).toContain(codeOf(source))
  })

  test.each([
    ['brackets', `${'['.repeat(5000)}1${']'.repeat(5000)}`],
    ['groups', `${'('.repeat(5000)}1${')'.repeat(5000)}`],
    ['objects', `${'{a:'.repeat(5000)}1${'}'.repeat(5000)}`],
    ['signs', `${'-'.repeat(5000)}1`],
    ['tries', `${'try '.repeat(5000)}1`],
    ['texts', `${'"\\('.repeat(500)}1${')"'.repeat(500)}`],
    ['conditions', `${'if 1 then '.repeat(5000)}1${' end'.repeat(5000)}`],
    ['patterns', `. as ${'['.repeat(5000)}$x${']'.repeat(5000)} | $x`],
    ['sums', Array.from({ length: 20_000 }, () => '1').join('+')],
    ['steps', '.a'.repeat(30_000)],
    ['bindings', `${'1 as $x | '.repeat(5000)}$x`],
    ['definitions within', `${'def f: '.repeat(5000)}1${'; f'.repeat(5000)}`],
    ['alternatives', Array.from({ length: 5000 }, () => '1').join(' // ')],
    ['a long program', `[${'1,'.repeat(524_288)}1]`],
  ])('%s that nest or go on for ever', (_name, source) => {
    expect(codeOf(source)).toBe('too-large')
  })

  test('long rows of what does not nest are no trouble', () => {
    expect(codeOf(`[${'1,'.repeat(30_000)}1] | length`)).toBeUndefined()
    expect(codeOf(Array.from({ length: 20_000 }, () => '.').join('|'))).toBeUndefined()
    expect(codeOf(`${'def f: 1; '.repeat(3000)}f`)).toBeUndefined()
  })

  test('bounds can be set, and the error names the one that was crossed', () => {
    const run = (bounds: Partial<typeof defaultBounds>, source: string): void => {
      for (const _ of compile(source).run(null, { bounds }));
    }
    expect(() => run({ stepsMax: 100 }, '[range(1000)]')).toThrow(/stepsMax \(100\)/)
    expect(() => run({ memoryMax: 100 }, '"x" * 1000')).toThrow(/memoryMax \(100\)/)
    expect(() => run({ callsMax: 10 }, 'def f: if . < 50 then . + 1 | [f] else . end; 0 | f')).toThrow(/callsMax/)
    expect(() => run({ depthMax: 10 }, 'reduce range(50) as $i (null; [.]) | tojson')).toThrow(/depthMax/)
    expect(() => run({ forksMax: 10 }, Array.from({ length: 12 }, () => '(., .)').join('|'))).toThrow(/forksMax/)
  })
})

describe('no input does harm', () => {
  const bounds = { ...defaultBounds, stepsMax: 20_000, memoryMax: 400_000 }
  const survives = (source: string, input: Value): void => {
    try {
      expect(answer(compile(source), input, { bounds, now: () => 1 }).outputs).toBeInstanceOf(Array)
    } catch (error) {
      expect(error).toBeInstanceOf(JqError)
    }
  }
  const inputs = fc.oneof(
    fc.constant(data),
    fc.jsonValue().map((json) => json as Value),
  )

  test('any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 60 }), inputs, survives), { numRuns: 1000 })
  }, 30_000)

  test('scraps put together', () => {
    const scrap = fc.oneof(
      fc.constantFrom(...sources),
      fc.constantFrom(
        ...'( ) [ ] { } | , ; : . .. .a ? // ?// |= += as $x def f reduce foreach try catch if'.split(' '),
      ),
      fc.constantFrom(
        ...'then else end label break and or "\\( @base64 1e9 -1 "a" limit range path del walk'.split(' '),
      ),
    )
    const programs = fc.array(scrap, { maxLength: 8 }).map((parts) => parts.join(' '))
    fc.assert(fc.property(programs, inputs, survives), { numRuns: 1500 })
  })

  test('good programs with a piece cut out or doubled', () => {
    const place = fc.nat(120)
    const mutated = fc.tuple(fc.constantFrom(...sources), place, place, fc.boolean()).map(([source, a, b, doubles]) => {
      const [from, to] = [Math.min(a, b), Math.max(a, b)]
      return doubles ? source.slice(0, to) + source.slice(from) : source.slice(0, from) + source.slice(to)
    })
    fc.assert(fc.property(mutated, inputs, survives), { numRuns: 1500 })
  })

  test('good programs on any input', () => {
    fc.assert(fc.property(fc.constantFrom(...sources), inputs, survives), { numRuns: 1500 })
  })
})
