import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatTraceParent, isTraceParent, parseTraceParent } from './traceparent.ts'

const digits = Array.from({ length: 16 }, (_, digit) => digit.toString(16))
const trace = '0af7651916cd43dd8448eb211c80319c'
const span = 'b7ad6b7169203331'

test.each([
  ['00', `00-${trace}-${span}-01`, 1],
  ['not sampled', `00-${trace}-${span}-00`, 0],
  ['flags unknown to version 00', `00-${trace}-${span}-ff`, 255],
  ['a later version', `01-${trace}-${span}-01`, 1],
  ['a later version with more to it', `cc-${trace}-${span}-01-what-the-future-brings`, 1],
])('is continued: %s', (_, text, flags) => {
  expect(parseTraceParent(text)).toEqual({ traceId: trace, spanId: span, flags })
})

test.each([
  ['empty', ''],
  ['cut short', `00-${trace}-${span}-0`],
  ['version ff', `ff-${trace}-${span}-01`],
  ['version 00 with more to it', `00-${trace}-${span}-01-more`],
  ['a later version that runs on', `01-${trace}-${span}-01more`],
  ['upper case', `00-${trace.toUpperCase()}-${span}-01`],
  ['no trace', `00-${'0'.repeat(32)}-${span}-01`],
  ['no span', `00-${trace}-${'0'.repeat(16)}-01`],
  ['not hex', `00-${trace.replace('a', 'g')}-${span}-01`],
  ['flags not hex', `00-${trace}-${span}-0x`],
  ['other separators', `00_${trace}_${span}_01`],
  ['blanks around', ` 00-${trace}-${span}-01`],
])('is not continued: %s', (_, text) => {
  expect(parseTraceParent(text)).toBeUndefined()
})

test('what is written can be read', () => {
  const hex = (length: number) => fc.string({ unit: fc.constantFrom(...digits), minLength: length, maxLength: length })
  fc.assert(
    fc.property(hex(32), hex(16), fc.nat(255), (traceId, spanId, flags) => {
      fc.pre(/[^0]/.test(traceId) && /[^0]/.test(spanId))
      const text = formatTraceParent({ traceId, spanId, flags })
      expect(text).toHaveLength(55)
      expect(parseTraceParent(text)).toEqual({ traceId, spanId, flags: flags & 3 })
    }),
  )
})

test('no text makes the reader throw, and what it takes has ids of hex', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('-', ...digits), maxLength: 60 }), (text) => {
      if (isTraceParent(text)) expect(text).toMatch(/^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}/)
    }),
  )
})
