import { expect, test } from 'vitest'
import { firstJson } from './first-json.ts'

const of = (body: string | Buffer) => firstJson(Buffer.from(body), 100)

test.each([
  ['', 'null'],
  [' \n', 'null'],
  ['null', 'null'],
  ['{"a":1}', '{"a":1}'],
  ['[1,2]', '[1,2]'],
  ['"text"', '"text"'],
  ['12', '12'],
  ['{"a":1} xyz', '{"a":1} '],
  ['{"a":1}{"b":2}', '{"a":1}'],
  ['12abc', '12'],
  ['{"a":1e5,"a":2}', '{"a":1e5,"a":2}'],
])('of %j the first value counts', (body, text) => {
  expect(of(body)).toEqual({ text })
})

test.each([
  ['{"a":', 'unexpected EOF'],
  ['hello', "invalid character 'h' looking for beginning of value"],
  ['{a:1}', "invalid character 'a' looking for beginning of object key string"],
])('%j is refused: %s', (body, message) => {
  expect(of(body)).toMatchObject({ status: 400, code: 3, message })
})

test('bytes that are no UTF-8 are replaced, each', () => {
  expect(of(Buffer.from([0x22, 0xff, 0x22]))).toEqual({ text: '"\ufffd"' })
})

test('what nests too deep is refused', () => {
  expect(of('['.repeat(101) + ']'.repeat(101))).toMatchObject({ status: 400, code: 3 })
})
