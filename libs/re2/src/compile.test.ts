import { describe, expect, test } from 'vitest'
import { compile } from './compile.ts'
import { Re2Error } from './re2-error.ts'
import type { Re2Code } from './re2-error.ts'

function refusal(pattern: string): Re2Error {
  try {
    compile(pattern)
  } catch (error) {
    if (error instanceof Re2Error) return error
    throw error
  }
  throw new Error(`${pattern} was taken`)
}

const refusals: readonly (readonly [string, Re2Code, number])[] = [
  ['ab[cd', 'missing-bracket', 2],
  ['[a][a', 'missing-bracket', 3],
  ['a(b(c)', 'missing-paren', 1],
  ['[(](a', 'missing-paren', 3],
  ['a)b)', 'unexpected-paren', 1],
  [String.raw`\)\Q)\E[)])`, 'unexpected-paren', 10],
  ['ab\\', 'trailing-backslash', 2],
  [String.raw`ab\q`, 'invalid-escape', 2],
  ['a(?=b)', 'invalid-perl-syntax', 1],
  ['a(?<!b)', 'invalid-named-capture', 1],
  ['ab**', 'invalid-repeat-operator', 2],
  ['x{2,1}', 'invalid-repeat-count', 1],
  ['(a{1000}){999}', 'invalid-repeat-count', 9],
  ['+', 'missing-repeat-argument', 0],
  ['[z-a]', 'invalid-class-range', 1],
  [String.raw`a\p{Emoji}`, 'invalid-class-range', 1],
  [String.raw`\p{Letter}\p{greek}\q`, 'invalid-escape', 19],
  ['(?P<n>a)(?P<n>b)[', 'missing-bracket', 16],
]

test.each(refusals)('refuses %s', (pattern, code, position) => {
  const error = refusal(pattern)
  expect({ code: error.code, position: error.position }).toEqual({ code, position })
  expect(error.pattern).toBe(pattern)
})

test('refuses what nests too deeply or grows too large, without compiling it', () => {
  expect(refusal(`${'('.repeat(1001)}a${')'.repeat(1001)}`).code).toBe('nests-too-deeply')
  expect(refusal('x{1000}'.repeat(9000)).code).toBe('too-large')
})

test('a refusal quotes the pattern as it was written', () => {
  expect(refusal(String.raw`\p{Letter}\p{Emoji}`).message).toContain(String.raw`\p{Emoji}`)
})

describe('groups that share a name', () => {
  test('keep it', () => {
    expect(compile('(?P<n>a)|(?<n>b)|(?<g1>c)').groupNames).toEqual(['', 'n', 'n', 'g1'])
  })

  test('the first that took part is meant', () => {
    expect(compile('(?P<n>a)|(?<n>b)').replace('ab', '<${n}>')).toBe('<a><b>')
  })

  test('a name in a class or a quotation names nothing', () => {
    expect(compile(String.raw`(?<n>a)[(?<n>]\Q(?<n>\E(?<n>b)`).groupNames).toEqual(['', 'n', 'n'])
  })
})

describe('Unicode classes', () => {
  test.each([
    [String.raw`\p{greek}`, 'σ', true],
    [String.raw`\p{ Uppercase-letter }`, 'É', true],
    [String.raw`\P{^lu}`, 'É', true],
    [String.raw`^\pl$`, 'a', true],
    [String.raw`^[\pl\p{decimal_number}]+$`, 'a٣', true],
    [String.raw`\p{ascii}`, 'é', false],
    [String.raw`\Q\p{letter}\E`, 'a', false],
  ])('%s in %s: %s', (pattern, text, expected) => {
    expect(compile(pattern).test(text)).toBe(expected)
  })
})
