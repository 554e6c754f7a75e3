import { describe, expect, test } from 'vitest'
import { compileFilter, compileTransform, luaLanguage } from './language.ts'

describe('what a script sees of an event', () => {
  const seen = (data: unknown, script: string): unknown => JSON.parse(compileTransform(script)(JSON.stringify(data)))

  test('nulls and lists in lists are not there, and what follows moves up', () => {
    expect(
      seen({ l: [1, null, 'x', [2], { a: 1 }], n: null }, 'return {l = event.l, n = event.n, c = #event.l}'),
    ).toEqual({
      l: [1, 'x', { a: 1 }],
      c: 3,
    })
  })

  test('text is bytes', () => {
    expect(seen({ s: 'é' }, 'return {n = #event.s, up = event.s:upper(), first = event.s:sub(1, 1)}')).toEqual({
      n: 2,
      up: 'É',
      first: '\ufffd',
    })
  })

  test('it may be changed', () => {
    expect(
      seen({ a: { b: [1, 2] }, x: 1 }, 'table.insert(event.a.b, 3) event.x = nil event.y = {} return event'),
    ).toEqual({
      a: { b: [1, 2, 3] },
      y: {},
    })
  })
})

describe('what becomes of a result', () => {
  const made = (script: string): string => compileTransform(script)('{}')

  test('the last value counts', () => {
    expect(made('return {a = 1}, {b = 2}')).toBe('{"b":2}')
  })

  test('tables are arrays when there is anything at 1 and up', () => {
    expect(made('return {[3] = "c", [1] = "a", x = 1}')).toBe('["a",null,"c"]')
    expect(made('return {l = {}, m = setmetatable({}, {__is_array = true})}')).toBe('{"l":{},"m":[]}')
    expect(made('return {[0] = 1, [true] = 2, [1.5] = 3}')).toBe('{"0":1,"1.5":3,"true":2}')
  })

  test('as Go writes JSON', () => {
    expect(made('return {["<&>"] = "<\\n\\200", b = 1e21, a = -0.5}')).toBe(
      String.raw`{"\u003c\u0026\u003e":"\u003c\n` + '\ufffd' + String.raw`","a":-0.5,"b":1e+21}`,
    )
  })
})

describe('filters', () => {
  test('only true lets pass', () => {
    for (const value of ['1', '"true"', '{}', 'nil', 'true, false'])
      expect(compileFilter(`return ${value}`)('{}')).toBe(false)
    expect(compileFilter('return true')('{}')).toBe(true)
    expect(compileFilter('return false, true')('null')).toBe(true)
  })

  test('an empty script does nothing', () => {
    expect(compileFilter('')('no JSON')).toBe(true)
    expect(compileTransform('')('no JSON')).toBe('no JSON')
  })
})

test('each event has a state of its own', () => {
  const script = `
    if seen or string.mine or math.mine or package.loaded.mine or getmetatable('').mine or event.mine then return true end
    seen = 1 string.mine = 1 math.mine = 1 package.loaded.mine = 1 getmetatable('').mine = 1 event.mine = 1
    string.upper = nil _G.print = nil table.insert = nil
    local m = getmetatable('') m.__index = nil
    return type(string.lower) ~= 'function'`
  const filter = compileFilter(script)
  for (let turn = 0; turn < 3; turn++) expect(filter('{"a": {"b": 1}}')).toBe(false)
  expect(compileFilter('return ("x"):upper() == "X" and type(print) == "function"')('{}')).toBe(true)
})

test('the clock, the numbers and the printer come from outside', () => {
  const lines: string[] = []
  let now = 1_700_000_000_000
  const { compileFilter: compile } = luaLanguage({
    now: () => (now += 500),
    random: () => 0.25,
    print: (line) => lines.push(line),
  })
  const script =
    'print(os.time(), os.clock() > 0, os.date("!%Y-%m-%d"), math.random(), math.random(8), "é") return true'
  expect(compile(script)('{}')).toBe(true)
  expect(lines).toEqual(['1700000001\ttrue\t2023-11-14\t0.25\t3\té'])
  expect(() => compileFilter('return os.time()')('{}')).toThrow('<string>:1: there is no clock')
  const two = compileTransform('return {a = math.random(), b = math.random(100)}')
  expect(two('{}')).toBe(two('{}'))
})
