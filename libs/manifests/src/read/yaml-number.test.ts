import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseYamlNumber } from './yaml-number.ts'
import { parseYamlData, parseYamlValue } from './yaml-value.ts'

test.each([
  ['0', 0],
  ['-0', 0],
  ['+7', 7],
  ['0777', 511],
  ['-0o17', -15],
  ['0x1F', 31],
  ['0b101', 5],
  ['1_000', 1000],
  ['08', 8],
  ['1.', 1],
  ['.5', 0.5],
  ['-.5', -0.5],
  ['2.10', 2.1],
  ['1e3', 1000],
  ['12E-1', 1.2],
  ['-.inf', -Infinity],
])('%s is %d', (text, value) => {
  expect(parseYamlNumber(text)).toBe(value)
})

test.each([
  '.',
  '-',
  '+',
  '-.',
  '_',
  'e1',
  'E5',
  '.e1',
  '1e',
  '0x',
  '0b',
  '0b2',
  '1.2.3',
  '1:20',
  '1e400',
  '10.0.0.1',
  '._',
])('%s is text', (text) => {
  expect(parseYamlNumber(text)).toBeUndefined()
})

test('in a document, such texts stay texts', () => {
  expect(parseYamlValue('{a: ., b: e1, c: .e1, d: 0x, e: -., f: 1e400, e5: 1}')).toEqual({
    kind: 'value',
    value: { a: '.', b: 'e1', c: '.e1', d: '0x', e: '-.', f: '1e400', e5: 1 },
  })
  expect(parseYamlValue('[!!int "7", !!float "7", !!str 7]')).toEqual({ kind: 'value', value: [7, 7, '7'] })
})

test('what JSON writes as a number is read as that number', () => {
  fc.assert(
    fc.property(fc.oneof(fc.integer(), fc.double({ noNaN: true, noDefaultInfinity: true })), (value) => {
      expect(parseYamlNumber(JSON.stringify(value))).toBe(Object.is(value, -0) ? 0 : value)
    }),
  )
})

test('data keeps the digits of integers that Go has, and no others', () => {
  const text =
    '[9007199254740993, -9223372036854775808, 0xFFFFFFFFFFFFFFFF, 18446744073709551616, 7, 9007199254740993.0]'
  expect(parseYamlData(text)).toEqual({
    kind: 'value',
    value: [9007199254740993n, -9223372036854775808n, 18446744073709551615n, 18446744073709551616, 7, 9007199254740992],
  })
  expect(parseYamlValue('[9007199254740993]')).toEqual({ kind: 'value', value: [9007199254740992] })
})
