import { describe, expect, test } from 'vitest'
import { eventSourceEnv } from './event-source-env.ts'
import { eventSourceExpressions } from './event-source-expressions.ts'

const payload = { header: { 'X-Kind': ['a'] }, body: { n: 3, s: 'x', big: 12_345_678_901, list: [1, 2] } }
const { filter, deliveryId } = eventSourceExpressions({ nowMs: () => 1_700_000_000_000 })

describe('filters', () => {
  test.each([
    ['body.n > 2', true],
    ['body.n > 3', false],
    ['body.nope == nil', true],
    ['nope == nil', true],
    ['sprig.upper(body.s) == "X"', true],
    ['sprig.has(1.0, body.list)', true],
    ['sprig.splitList(",", "a,b")[1] == "b"', true],
    ['sprig.dict("a", 1).a == 1', true],
    ['sprig.add(1, 2) == 3', true],
    ['asInt("41") + 1 == 42', true],
    ['asFloat("1.5") == 1.5', true],
    ['toJson(body.list) == "[1,2]"', true],
    ['toJson(groupBy([1], #)) == ""', true],
    ['header["X-Kind"][0] matches "^a$"', true],
    ['now().Year() == 2023', true],
  ])('%s is %s', (expression, wanted) => {
    expect(filter(expression)(payload)).toBe(wanted)
  })

  test.each([
    ['body.n', /gives 3, and a filter must give true or false/],
    ['body.s', /gives a text/],
    ['sprig.env("HOME") == ""', /cannot call nil/],
    ['sprig.fail("no")', /^no \(1:7\)/],
    ['sprig.trunc(body.n, "a") == ""', /Call using float64 as type int/],
    ['nope() == 1', /nil/],
    ['count(1..1000, count(1..1000, true) > 0) > 0', /step budget exceeded/],
  ])('%s fails', (expression, reason) => {
    expect(() => filter(expression)(payload)).toThrow(reason)
  })

  test('a payload that is no object has no names', () => {
    expect(() => filter('true')([1])).toThrow('not a JSON object')
  })

  test('a text that is wrong is refused when compiled', () => {
    expect(() => filter('body.n >')).toThrow(/unexpected token EOF \(1:8\)/)
  })

  test('calls share one budget, however many there are', () => {
    const many = filter('all(1..20000, sprig.repeat(1000, "abcdefghij") != "")')
    expect(() => many(payload)).toThrow(/workMax/)
    expect(filter('sprig.repeat(2, "a") == "aa"')(payload)).toBe(true)
  })
})

describe('delivery ids', () => {
  test.each([
    ['body.s', 'x'],
    ['body.big', '12345678901'],
    ['asInt(body.n)', '3'],
    ['body.nope', ''],
  ])('%s is %j', (expression, wanted) => {
    expect(deliveryId(expression)(payload)).toBe(wanted)
  })

  test('what names nothing is an error', () => {
    expect(() => deliveryId('body')(payload)).toThrow('a delivery id is a text or a whole number')
  })
})

test.each([
  [{ 'a-b': 1 }, { a_b: 1 }],
  [
    { 'a.b': 1, 'a.c.d': 2, e: 3 },
    { a: { b: 1, c: { d: 2 } }, e: 3 },
  ],
  [{ a: 1, 'a.b': 2 }, { a: { b: 2 } }],
  [{ a: { 'b-c': 1, 'd.e': 2 } }, { a: { 'b-c': 1, 'd.e': 2 } }],
])('%j is read as %j', (given, names) => {
  expect(structuredClone({ ...eventSourceEnv(given) })).toEqual(names)
})
