import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isValid } from './valid.ts'

const tokens = '{ } [ ] , : "a" "" 1 -1 0 01 1. .5 1.5 1e 1e+5 true tru null false "\\u00e9" "\\u12" "\\x" " \\ NaN'
  .split(' ')
  .concat(' ', '\n', '\u00a0', '"\t"', '\ufeff')

describe('isValid', () => {
  test('agrees with JSON.parse on nearly valid texts', () => {
    const token = fc.constantFrom(...tokens)
    fc.assert(
      fc.property(fc.array(token, { maxLength: 6 }), (list) => {
        const text = list.join('')
        expect(isValid(text)).toBe(parses(text))
      }),
      { numRuns: 20_000 },
    )
  })

  test('agrees with JSON.parse on valid texts with one character changed', () => {
    const json = fc.jsonValue().map((value) => JSON.stringify(value))
    fc.assert(
      fc.property(json, fc.nat(), fc.string({ maxLength: 1 }), (text, at, change) => {
        const i = at % text.length
        const changed = text.slice(0, i) + change + text.slice(i + 1)
        expect(isValid(text)).toBe(true)
        expect(isValid(changed)).toBe(parses(changed))
      }),
      { numRuns: 3000 },
    )
  })
})

function parses(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}
