import { expect, test } from 'vitest'
import { exactText, parseExact } from './exact-json.ts'

test.each([
  '{"a":1,"b":[1.5,true,null,"x"]}',
  '{"a":12345678901234567890,"b":-9007199254740993,"c":9007199254740991}',
  '{"a":"12345678901234567890","b":1234567890123456789}',
  '{"a":1e+21,"b":0.1}',
])('%s goes back as it came', (text) => {
  expect(exactText(parseExact(text))).toBe(text)
})

test('only what a number does not hold is a bigint', () => {
  expect(parseExact('[9007199254740993,9007199254740991,1234567890123456]')).toEqual([
    9007199254740993n,
    9007199254740991,
    1234567890123456,
  ])
  expect(() => parseExact('{"a":12345678901234567')).toThrow()
  expect(() => parseExact('<html>')).toThrow()
})
