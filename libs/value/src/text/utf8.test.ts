import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareUtf8 } from './order.ts'
import { byteLength, concat, fromBytes, runeCount, sliceBytes, toBytes } from './utf8.ts'

const bytes = fc.uint8Array({ maxLength: 24 })
/** Bytes of which many are parts of runes. */
const broken = fc
  .tuple(fc.string({ unit: 'grapheme', maxLength: 6 }), fc.nat(12), fc.nat(12))
  .map(([text, from, length]) => new TextEncoder().encode(text).subarray(from, from + length))
const either = fc.oneof(bytes, broken)

describe('texts are bytes', () => {
  test('each sequence of bytes has one text, and the text has these bytes', () => {
    fc.assert(
      fc.property(either, (one) => {
        expect([...toBytes(fromBytes(one))]).toEqual([...one])
      }),
    )
  })

  test('putting texts together is putting their bytes together', () => {
    fc.assert(
      fc.property(either, either, (a, b) => {
        expect(concat(fromBytes(a), fromBytes(b))).toBe(fromBytes(Buffer.concat([a, b])))
      }),
    )
  })

  test('cutting a text is cutting its bytes', () => {
    fc.assert(
      fc.property(either, fc.nat(24), fc.nat(24), (one, a, b) => {
        const [from, to] = [Math.min(a, b, one.length), Math.min(Math.max(a, b), one.length)]
        expect(sliceBytes(fromBytes(one), from, to)).toBe(fromBytes(one.subarray(from, to)))
      }),
    )
  })

  test('order and length are those of the bytes', () => {
    fc.assert(
      fc.property(either, either, (a, b) => {
        expect(Math.sign(compareUtf8(fromBytes(a), fromBytes(b)))).toBe(Buffer.compare(a, b))
        expect(byteLength(fromBytes(a))).toBe(a.length)
      }),
    )
  })

  test('a byte that is no UTF-8 is a rune of its own', () => {
    expect(runeCount(fromBytes(Uint8Array.of(0xe6, 0x97, 0x61, 0xff)))).toBe(4)
    expect(runeCount('a😀é')).toBe(3)
    expect(fromBytes(Uint8Array.of(0xed, 0xa0, 0x80))).toHaveLength(3)
  })
})
