import { describe, expect, test } from 'vitest'
import { compileTransform } from './index.ts'

describe('a transform', () => {
  test('gives the first output as Go writes it', () => {
    const transform = compileTransform('{z: .a, a: "<\\(.s)>", n: (.n + 1), big: 100000000000000000000}, {never: 1}')
    expect(transform('{"a": 1.0, "s": "é", "n": 12345678901234567890}')).toBe(
      String.raw`{"a":"\u003cé\u003e","big":100000000000000000000,"n":12345678901234567000,"z":1}`,
    )
  })

  test('keeps the spelling of numbers that fromjson read', () => {
    expect(compileTransform('{a: (.s | fromjson)}')('{"s": "1.50"}')).toBe('{"a":1.50}')
  })

  test('null data are null where they are put', () => {
    expect(compileTransform('{v: ., w: .x}')('null')).toBe('{"v":null,"w":null}')
    expect(compileTransform('.')('null')).toBe('null')
  })

  test.each([
    ['.', '', 'bad-input'],
    ['.', '[1]', 'bad-input'],
    ['.', '{"a": 1e999}', 'bad-input'],
    ['empty', '{}', 'bad-output'],
    ['1', '{}', 'bad-output'],
    ['{a: nan}', '{}', 'bad-output'],
    ['.a.b', '{"a": 1}', 'failed'],
    ['[range(1e9)]', '{}', 'budget'],
  ])('%s of %s is %s', (program, data, code) => {
    expect(() => compileTransform(program)(data)).toThrow(expect.objectContaining({ code, stage: 'run' }))
  })
})
