import fc from 'fast-check'
import { metadataMember } from '@millrace/deliveries'
import { describe, expect, test } from 'vitest'
import { compactJson } from './compact-json.ts'
import { formJson, parseForm } from './go-form.ts'
import { canonicalName, headerJson } from './go-header.ts'
import { compareUtf8, quoteJson } from '@millrace/value'
import { goUtf8 } from './go-text.ts'
import { httpPayload } from './payload.ts'
import { readJson } from './read-json.ts'
import { Refusal } from './refusal.ts'
import { sortedObject } from './sorted-json.ts'

const depthMax = 1_000

describe('compactJson', () => {
  test.each([
    ['{"a":1}', '{"a":1}'],
    [' { "b" : 1.0 ,\n\t"a" : [ 1 , 2 ] } \r\n', '{"b":1.0,"a":[1,2]}'],
    ['12345678901234567890.50e+1', '12345678901234567890.50e+1'],
    ['" a  b "', '" a  b "'],
    ['"<script>&</script>"', String.raw`"\u003cscript\u003e\u0026\u003c/script\u003e"`],
    ['{"\u2028":"\u2029é"}', String.raw`{"\u2028":"\u2029é"}`],
    [String.raw`{"a\"b": "c\\" , "d":"\\\" }"}`, String.raw`{"a\"b":"c\\","d":"\\\" }"}`],
    [String.raw`"\u003C\/"`, String.raw`"\u003C\/"`],
    ['{"b":1,"a":2,"b":3}', '{"b":1,"a":2,"b":3}'],
    [' null ', 'null'],
  ])('%s becomes %s', (text, expected) => {
    expect(compactJson(text, depthMax)).toBe(expected)
  })

  test('says the same as before, whatever the white space', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), fc.integer({ min: 0, max: 3 }), (value, indent) => {
        const compact = compactJson(JSON.stringify(value, undefined, indent), depthMax)
        expect(JSON.parse(compact ?? '')).toEqual(JSON.parse(JSON.stringify(value)))
        expect(compact).not.toMatch(/[<>&\u2028\u2029]/u)
      }),
    )
  })

  test('refuses what is nested deeper than the bound, and only that', () => {
    const nested = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth)
    expect(compactJson(nested(depthMax), depthMax)).toBe(nested(depthMax))
    expect(compactJson(nested(depthMax + 1), depthMax)).toBeUndefined()
    expect(compactJson(`[${nested(1)},${nested(1)},"${'['.repeat(50)}"]`, 2)).toBeDefined()
  })
})

describe('sortedObject', () => {
  const sorted = (text: string): string => sortedObject(compactJson(text, depthMax) ?? '', {})

  test.each([
    ['{"b":1,"a":{"d":[{"f":1,"e":2}],"c":null}}', '{"a":{"c":null,"d":[{"e":2,"f":1}]},"b":1}'],
    [' { "n" : 12345678901234567890 , "m":-9007199254740993 } ', '{"m":-9007199254740993,"n":12345678901234567890}'],
    [
      '{"a":1.0,"b":1.50,"c":1e3,"d":1E-7,"e":-0.0,"f":1e400,"g":1e21}',
      '{"a":1,"b":1.5,"c":1000,"d":1e-7,"e":-0,"f":1e400,"g":1e+21}',
    ],
    [String.raw`{"a":"\u003c\/\u00e9\ud83d\ude00\"\n<"}`, String.raw`{"a":"\u003c/é😀\"\n\u003c"}`],
    ['{"a":1,"a":2}', '{"a":2}'],
    ['{"":true,"__proto__":{"x":1}}', '{"":true,"__proto__":{"x":1}}'],
    ['{"\ue000":1,"\u{1f600}":2,"z":3}', '{"z":3,"\ue000":1,"\u{1f600}":2}'],
    ['{}', '{}'],
    ['{"a":1e+3,"b":[1E+2,true,false,null,-1,2.5e-3]}', '{"a":1000,"b":[100,true,false,null,-1,0.0025]}'],
    ['{"a":[ ],"b":{ }}', '{"a":[],"b":{}}'],
  ])('%s becomes %s', (text, expected) => {
    expect(sorted(text)).toBe(expected)
  })

  test('extra members stand among the others and replace those of the same key', () => {
    const extra = { 'X-GitHub-Event': 'push', 'X-GitHub-Delivery': '' }
    expect(sortedObject('{"z":1,"X-GitHub-Event":"forged","a":2}', extra)).toBe(
      '{"X-GitHub-Delivery":"","X-GitHub-Event":"push","a":2,"z":1}',
    )
  })

  test('says the same as JSON.parse, at every level sorted', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: 'grapheme' }), fc.jsonValue({ maxDepth: 4 })),
        fc.integer({ min: 0, max: 2 }),
        (value, indent) => {
          const text = JSON.stringify(value, undefined, indent)
          const parsed: unknown = JSON.parse(sorted(text))
          expect(parsed).toEqual(JSON.parse(text))
          expect(sorted(JSON.stringify(parsed))).toBe(sorted(text))
        },
      ),
    )
  })
})

describe('headerJson', () => {
  test('names are canonical and sorted, values in order, Host and Transfer-Encoding gone, Authorization masked', () => {
    const raw = [
      'host',
      'x',
      'x-b',
      '2',
      'CONTENT-TYPE',
      'a',
      'X-B',
      '1',
      'authorization',
      'Bearer t',
      'transfer-encoding',
      'chunked',
    ]
    expect(headerJson(raw)).toBe(
      '{"Authorization":["*** Masked Auth Secret ***"],"Content-Type":["a"],"X-B":["2","1"]}',
    )
    expect(headerJson([])).toBe('{}')
  })

  test('values are escaped as Go does; bytes are read as UTF-8', () => {
    const utf8 = Buffer.from('é"<').toString('latin1')
    expect(headerJson(['a', utf8, 'b', '\u00ff\t'])).toBe(String.raw`{"A":["é\"\u003c"],"B":["�\t"]}`)
  })

  test.each([
    ['x-github-event', 'X-Github-Event'],
    ['ETAG', 'Etag'],
    ['a--b', 'A--B'],
    ['x_y-z1a', 'X_y-Z1a'],
    ['1a-2b', '1a-2b'],
    ['__proto__', '__proto__'],
  ])('%s is canonically %s', (name, canonical) => {
    expect(canonicalName(name)).toBe(canonical)
    expect(canonicalName(name)).toBe(canonical)
  })
})

test('a payload is one JSON text, whatever the headers, the body and the metadata are: later hops do not check it again', () => {
  const headers = fc.array(fc.tuple(fc.stringMatching(/^[!#$%&'*+.^_`|~\w-]+$/), fc.string({ unit: 'binary' })), {
    maxLength: 4,
  })
  const metadata = fc.option(fc.dictionary(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' })), {
    nil: undefined,
  })
  fc.assert(
    fc.property(headers, fc.jsonValue(), metadata, (pairs, value, more) => {
      const body = readJson(Buffer.from(JSON.stringify(value)), depthMax)
      if (body instanceof Refusal) throw new Error(body.reason)
      const payload = httpPayload('header', pairs.flat(), body.compact, metadataMember(more))
      expect(() => JSON.parse(Buffer.from(payload).toString())).not.toThrow()
    }),
  )
})

describe('parseForm', () => {
  test.each([
    ['b=2&a=1&b=3', '{"a":["1"],"b":["2","3"]}', false],
    ['', '{}', false],
    ['a', '{"a":[""]}', false],
    ['=v&a==', '{"":["v"],"a":["="]}', false],
    ['a+b=%3C%e2%82%ac+%26', String.raw`{"a b":["\u003c€ \u0026"]}`, false],
    ['a=%ff%41', '{"a":["�A"]}', false],
    ['a=%zz&b=1', '{"b":["1"]}', true],
    ['a;b=1&c=2', '{"c":["2"]}', true],
    ['&&a=1&&', '{"a":["1"]}', false],
    ['__proto__=1&constructor=2', '{"__proto__":["1"],"constructor":["2"]}', false],
    ['é=%C3%A9', '{"é":["é"]}', false],
  ])('%s is %s', (text, json, isFaulty) => {
    const form = parseForm(text)
    expect(formJson(form)).toBe(json)
    expect(form.fault !== undefined).toBe(isFaulty)
  })
})

describe('Go text', () => {
  test.each([
    ['a b', '"a b"'],
    ['<>&', String.raw`"\u003c\u003e\u0026"`],
    ['"\\\u0001\u007f', String.raw`"\"\\\u0001` + '\u007f"'],
    ['\u2028', String.raw`"\u2028"`],
  ])('%j is written %s', (text, written) => {
    expect(quoteJson(text)).toBe(written)
  })

  test('each byte that belongs to no character is one replacement', () => {
    expect(goUtf8(Buffer.from([0x61, 0xe2, 0x82, 0x62, 0xff, 0xc3, 0xa9]))).toBe('a\ufffd\ufffdb\ufffdé')
  })

  test('strings are ordered by their bytes', () => {
    expect(['\u{1f600}', '\ue000', 'b', 'a', ''].sort(compareUtf8)).toEqual(['', 'a', 'b', '\ue000', '\u{1f600}'])
  })
})
