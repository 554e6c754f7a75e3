import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeJson, depthMax, readJson } from './decode.ts'
import { encodeJson } from './encode.ts'
import { JsonError } from './error.ts'
import { readCarefully } from './reader.ts'
import { JsonNumber } from './value.ts'
import type { JsonValue } from './value.ts'

function faultOf(action: () => unknown): JsonError {
  try {
    action()
  } catch (error) {
    if (error instanceof JsonError) return error
    throw error
  }
  throw new Error('there was no fault')
}

const tame = fc.jsonValue({ stringUnit: 'grapheme' }).map((value) => value as JsonValue)

describe('decoding', () => {
  test('the careful reader and the engine agree on what both can read', () => {
    fc.assert(
      fc.property(tame, fc.constantFrom(undefined, 1, '\t'), (value, space) => {
        const text = JSON.stringify(value, undefined, space)
        const careful = readCarefully(text, { numbers: 'float64', depthMax })
        expect(careful).toEqual({ value: JSON.parse(text), fault: undefined })
      }),
    )
  })

  test('a text is refused by both or by neither', () => {
    const pieces = fc.array(fc.constantFrom(...'[]{},:"\\u1e-.+0 truefalsn\n'.split('')), { maxLength: 12 })
    fc.assert(
      fc.property(pieces, (characters) => {
        const text = characters.join('')
        let isJson = true
        try {
          JSON.parse(text)
        } catch {
          isJson = false
        }
        const careful = (): unknown => readCarefully(text, { numbers: 'digits', depthMax })
        if (isJson) careful()
        else expect(faultOf(careful).code).toBe('syntax')
      }),
      { numRuns: 3000 },
    )
  })

  test('a key of a quote is not taken for a key of a backslash that was seen before', () => {
    const text = String.raw`[{"x":1,"\\":2},{"x":1,"\"":2}]`
    expect(encodeJson(decodeJson(text))).toBe(String.raw`[{"\\":2,"x":1},{"\"":2,"x":1}]`)
    expect(encodeJson(decodeJson(String.raw`{"x":1,"a\\":1}`))).toBe(String.raw`{"a\\":1,"x":1}`)
    expect(encodeJson(decodeJson(String.raw`{"x":1,"a\"":1}`))).toBe(String.raw`{"a\"":1,"x":1}`)
  })

  test('keeps digits where asked', () => {
    const text = '[9007199254740993, 1e400, 7, 1.50]'
    expect(decodeJson('[9007199254740993, 7, 1.50]', { numbers: 'bigint' })).toEqual([9007199254740993n, 7, 1.5])
    expect(decodeJson(text, { numbers: 'digits' })).toEqual(
      ['9007199254740993', '1e400', '7', '1.50'].map((digits) => new JsonNumber(digits)),
    )
    expect(faultOf(() => decodeJson(text)).code).toBe('number-range')
    expect(readJson(text).value).toEqual([9007199254740992, null, 7, 1.5])
  })

  test('says where the fault is', () => {
    expect(faultOf(() => decodeJson('{"a": tru }'))).toMatchObject({
      code: 'syntax',
      offset: 9,
      message: "invalid character ' ' in literal true (expecting 'e')",
    })
  })

  test('a name is a name, also __proto__', () => {
    const value = decodeJson(String.raw`{"__proto__": {"a": 1}, "\u0061": 2}`)
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(encodeJson(value)).toBe('{"__proto__":{"a":1},"a":2}')
  })

  test('goes as deep as Go and no deeper, without recursion', () => {
    const nested = (depth: number): string => '[{"a":'.repeat(depth / 2) + '1' + '}]'.repeat(depth / 2)
    const deepest = nested(depthMax)
    expect(encodeJson(decodeJson(deepest))).toBe(deepest)
    expect(faultOf(() => decodeJson(nested(depthMax + 2))).code).toBe('depth')
    expect(faultOf(() => decodeJson('['.repeat(1_000_000))).message).toBe('exceeded max depth')
    expect(faultOf(() => decodeJson('[[[]]]', { depthMax: 2 })).code).toBe('depth')
    expect(decodeJson('["[[["]', { depthMax: 1 })).toEqual(['[[['])
  })
})

describe('encoding', () => {
  test('what was encoded is decoded', () => {
    fc.assert(
      fc.property(tame, fc.boolean(), fc.constantFrom('', '  '), (value, html, indent) => {
        const decoded = decodeJson(encodeJson(value, { html, indent }))
        expect(decoded).toEqual(
          JSON.parse(
            JSON.stringify(value, (_, part: unknown) => signed(part)),
            unsigned,
          ),
        )
      }),
    )
  })

  test('says what has no form', () => {
    expect(faultOf(() => encodeJson([Number.NaN])).message).toBe('json: unsupported value: NaN')
    expect(faultOf(() => encodeJson({ a: -Infinity })).message).toBe('json: unsupported value: -Inf')
    // A caller without types can pass anything.
    expect(faultOf(() => encodeJson(new Date(0) as unknown as JsonValue)).code).toBe('unsupported')
  })

  test('writes the digits of integers', () => {
    expect(encodeJson([12345678901234567890n, new JsonNumber('1.0')])).toBe('[12345678901234567890,1.0]')
  })

  test('tells of its work', () => {
    let steps = 0
    let work = 0
    encodeJson({ a: [1, 'x'.repeat(100)] }, { step: () => (steps += 1), work: (units) => (work += units) })
    expect(steps).toBe(4)
    expect(work).toBeGreaterThan(100)
  })
})

/** JSON.stringify forgets the sign of zero. */
function signed(part: unknown): unknown {
  return Object.is(part, -0) ? 'minus zero' : part
}

function unsigned(_: string, part: unknown): unknown {
  return part === 'minus zero' ? -0 : part
}
