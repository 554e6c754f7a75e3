import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseText } from './parse.ts'
import { toValue } from './to-value.ts'

describe('toValue', () => {
  test('reads valid JSON as JSON.parse does', () => {
    const text = fc.string({ unit: 'binary' })
    const json = fc.jsonValue({ stringUnit: 'binary' })
    fc.assert(
      fc.property(fc.oneof(json, text), fc.constantFrom('', '\t'), (value, indent) => {
        const source = JSON.stringify(value, null, indent)
        expect(toValue(parseText(source))).toEqual(JSON.parse(source))
      }),
    )
  })

  test('takes the first of duplicate keys', () => {
    expect(toValue(parseText('{"a":1,"a":2}'))).toEqual({ a: 1 })
    expect(toValue(parseText('{"a":1,"a":2'))).toEqual({ a: 1 })
  })

  test('takes __proto__ for a key', () => {
    const value = toValue(parseText('{"__proto__":{"polluted":true}}'))
    expect(Object.entries(value ?? {})).toEqual([['__proto__', { polluted: true }]])
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
  })

  test('reads damaged text as far as it goes', () => {
    expect(toValue(parseText('[1 2,,tru "x'))).toEqual([1, 2, true, 'x'])
    expect(toValue(parseText('{"a":[1}'))).toEqual({ a: [1] })
    expect(toValue(parseText('{1:2}'))).toEqual({})
  })

  test('of nothing is null', () => {
    expect(toValue(parseText(''))).toBe(null)
  })
})
