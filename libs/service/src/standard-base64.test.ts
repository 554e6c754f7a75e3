import fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { giveBase64 } from './standard-base64.ts'

giveBase64()
const method = vi.spyOn(Uint8Array.prototype, 'toBase64')
const { base64Decode, base64Encode } = await import('@bufbuild/protobuf/wire')

test.each(['std', 'std_raw', 'url'] as const)('what is written is read as the same bytes: %s', (encoding) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(5), (all, from) => {
      const bytes = all.subarray(from)
      const text = base64Encode(bytes, encoding)
      expect(text.length).toBe(encoding === 'std' ? 4 * Math.ceil(bytes.length / 3) : Math.ceil((4 * bytes.length) / 3))
      expect(text).toMatch(encoding === 'url' ? /^[\w-]*$/u : /^[A-Za-z0-9+/]*=*$/u)
      expect(Buffer.from(base64Decode(text))).toEqual(Buffer.from(bytes))
    }),
  )
})

test('messages are written by it', () => {
  method.mockClear()
  expect(base64Encode(Buffer.from('hello'))).toBe('aGVsbG8=')
  expect(method).toHaveBeenCalledOnce()
})

test('what is there already is left', () => {
  giveBase64()
  expect(Object.getOwnPropertyDescriptor(Uint8Array.prototype, 'toBase64')?.value).toBe(method)
})

test('without options it is padded, with letters that need quoting in a URL', () => {
  expect(Uint8Array.from([251, 255]).toBase64()).toBe('+/8=')
  expect(Uint8Array.from([251, 255]).toBase64({ alphabet: 'base64url' })).toBe('-_8=')
  expect(Uint8Array.from([251, 255]).toBase64({ omitPadding: true })).toBe('+/8')
})
