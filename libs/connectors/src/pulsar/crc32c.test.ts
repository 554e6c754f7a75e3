import { expect, test } from 'vitest'
import { crc32c } from './crc32c.ts'

// Values of RFC 3720, appendix B.4, and the usual check value.
test.each([
  ['32 zeros', Buffer.alloc(32), 0x8a9136aa],
  ['32 ones', Buffer.alloc(32, 0xff), 0x62a8ab43],
  ['0 to 31', Buffer.from(Array.from({ length: 32 }, (_, index) => index)), 0x46dd794e],
  ['123456789', Buffer.from('123456789'), 0xe3069283],
])('of %s', (_, bytes, checksum) => {
  expect(crc32c(bytes)).toBe(checksum)
  expect(crc32c(bytes.subarray(0, 5), bytes.subarray(5))).toBe(checksum)
})
