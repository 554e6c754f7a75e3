import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readPath } from './path.ts'
import { redactJson, redactText } from './redact-json.ts'

const rules = (...paths: string[]) => ({
  paths: paths.map(readPath),
  bearsSecret: (name: string) => name.toLowerCase().includes('password'),
})
const redact = (text: string, ...paths: string[]) => redactJson(text, rules(...paths)).text

describe('paths', () => {
  test.each([
    ['a.b', '{"a":{"b":1,"c":2},"b":3}', '{"a":{"b":"[redacted]","c":2},"b":3}'],
    ['a', '{"a":{"b":[1,2]}}', '{"a":"[redacted]"}'],
    ['a.*.n', '{"a":[{"n":"x","m":1},{"n":{"deep":1}}]}', '{"a":[{"n":"[redacted]","m":1},{"n":"[redacted]"}]}'],
    ['a.1', '{"a":["x","y"]}', '{"a":["x","[redacted]"]}'],
    ['**.iban', '{"iban":1,"a":{"b":[{"iban":"x"}]}}', '{"iban":"[redacted]","a":{"b":[{"iban":"[redacted]"}]}}'],
    ['a.**', '{"a":{"b":1,"c":[2]},"d":3}', '{"a":{"b":"[redacted]","c":"[redacted]"},"d":3}'],
    ['a.**.z', '{"a":{"z":1,"b":{"c":{"z":2}}},"z":3}', '{"a":{"z":"[redacted]","b":{"c":{"z":"[redacted]"}}},"z":3}'],
    ['a\\.b', '{"a.b":1,"a":{"b":2}}', '{"a.b":"[redacted]","a":{"b":2}}'],
    ['\\*', '{"*":1,"x":2}', '{"*":"[redacted]","x":2}'],
    ['none', '{"a":1}', '{"a":1}'],
  ])('%s in %s', (path, given, expected) => {
    expect(redact(given, path)).toBe(expected)
  })

  test('an escaped name is the name', () => {
    expect(redact('{"\\u0061":{"b":1}}', 'a.b')).toBe('{"\\u0061":{"b":"[redacted]"}}')
  })
})

test('what bears a secret by its name goes whole; words and every other byte stay', () => {
  const given = ' { "Password" : ["x", {"y": 1}], "n": 12345678901234567890.10, "password":false,\n"userPassword":7 } '
  expect(redactJson(given, rules())).toEqual({
    text: ' { "Password" : "[redacted]", "n": 12345678901234567890.10, "password":false,\n"userPassword":"[redacted]" } ',
    redacted: true,
  })
})

test('users and passwords of URLs go, in JSON and in any text', () => {
  expect(redact('["http://me:secret@host/x", "a@b.c", "http://host/@x"]')).toBe(
    '["http://[redacted]@host/x", "a@b.c", "http://host/@x"]',
  )
  expect(redactText('see redis://:p@ss@h and mail@x')).toEqual({
    text: 'see redis://[redacted]@h and mail@x',
    redacted: true,
  })
})

test.each(['', '{', '{"a":}', '[1,]', '{"a":1,}', '01', '"\n"', 'nul', '[1] 2', '{"password":}'])(
  'what is no JSON is a text: %j',
  (text) => {
    expect(redactJson(text, rules('a'))).toEqual({ text, redacted: false })
  },
)

test('what lies too deep is taken out rather than looked into, and the stack holds', () => {
  const deep = `${'['.repeat(50_000)}"secret"${']'.repeat(50_000)}`
  const { text, redacted } = redactJson(deep, rules())
  expect([redacted, text.includes('secret')]).toEqual([true, false])
  expect(() => JSON.parse(text) as unknown).not.toThrow()
})

test('texts of many megabytes are looked through; what cannot be goes whole', () => {
  const long = 'x'.repeat(20_000_000)
  const { text } = redactJson(JSON.stringify({ a: long, password: long, b: 'http://me:canary@host/' }), rules())
  expect(JSON.parse(text)).toEqual({ a: long, password: '[redacted]', b: 'http://[redacted]@host/' })
  const url = redactJson(JSON.stringify({ a: `http://${long}:canary@host/` }), rules())
  expect([url.redacted, url.text.includes('canary')]).toEqual([true, false])
  expect(() => JSON.parse(url.text) as unknown).not.toThrow()
})

test('any JSON without what the rules name stays byte for byte; with it nothing of it is left', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), (text) => {
      expect(redactJson(text, { paths: [], bearsSecret: () => false }).text).toBe(redactText(text).text)
      const within = `{"a":${text},"password":${JSON.stringify(`canary${text}`)},"b":[${text}]}`
      const { text: without } = redactJson(within, rules())
      expect(without).not.toContain('canary')
      expect(() => JSON.parse(without) as unknown).not.toThrow()
    }),
  )
})
