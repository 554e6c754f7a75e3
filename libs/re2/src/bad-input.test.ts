import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Re2Error, compile, patternCharsMax } from './index.ts'

const words = String.raw`a k ſ 😀 . * +? {2,3} {1001} ( ) (?: (?i) (?P<n> (?<n> | [ ] ^ $ [^] \d \pL \p{Foo} \Q \E [[:alpha:]] \ (?= -`
const pieces = fc.constantFrom(...words.split(' '))
const patterns = fc.array(pieces, { maxLength: 20 }).map((parts) => parts.join(''))

/** Whether it compiles; anything but a Re2Error is a fault of ours. */
function compiles(pattern: string): boolean {
  try {
    compile(pattern)
    return true
  } catch (error) {
    if (error instanceof Re2Error) return false
    throw error
  }
}

describe('no input does harm', () => {
  test('a pattern compiles or is refused; what it finds stands in the text', () => {
    fc.assert(
      fc.property(patterns, fc.string({ unit: 'grapheme', maxLength: 20 }), (pattern, text) => {
        if (!compiles(pattern)) return
        const regexp = compile(pattern)
        const match = regexp.find(text)
        expect(match !== undefined).toBe(regexp.test(text))
        if (match !== undefined) expect(text.slice(match.index, match.end)).toBe(match.groups[0])
        expect(regexp.replace(text, '$0')).toBe(text)
        expect(regexp.findAll(text).length === 0).toBe(match === undefined)
      }),
      { numRuns: 500 },
    )
  })

  test.each([
    '('.repeat(1_000_000),
    'a'.repeat(patternCharsMax + 1),
    '(?:a{1000}){1000}',
    `${'('.repeat(5000)}${')'.repeat(5000)}`,
  ])('too large: %.20s', (pattern) => {
    expect(compiles(pattern)).toBe(false)
  })

  test('the longest that is allowed', () => {
    expect(compile('a'.repeat(patternCharsMax)).test('a'.repeat(patternCharsMax))).toBe(true)
  })

  test('bytes that are not UTF-8 are U+FFFD to a pattern, and stay what they are', () => {
    const text = 'a\udc80\udcffb'
    expect(compile(String.raw`\x{FFFD}`).test(text)).toBe(true)
    expect(compile('a(.)(.)b').find(text)?.groups).toEqual([text, '\udc80', '\udcff'])
    expect(compile('[^a-z]').replace(text, '<$0>')).toBe('a<\udc80><\udcff>b')
  })

  test('linear where others are not', () => {
    expect(compile('^(a+)+$').test(`${'a'.repeat(20_000)}!`)).toBe(false)
    expect(compile(`${'a?'.repeat(100)}${'a'.repeat(100)}`).test('a'.repeat(100))).toBe(true)
  })
})
