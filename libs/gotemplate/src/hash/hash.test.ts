import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { adler32 } from './adler32.ts'
import { bcryptHash } from './bcrypt.ts'
import { hex } from './hex.ts'
import { sha1 } from './sha1.ts'
import { sha256 } from './sha256.ts'
import { sha512 } from './sha512.ts'

/** All the ways in which a message can fill its last block. */
const messages = Array.from({ length: 260 }, (_, length) =>
  Uint8Array.from({ length }, (_, at) => (at * 31 + length) & 255),
)

describe('the digests are Node’s', () => {
  test.each([
    ['sha1', sha1],
    ['sha256', sha256],
    ['sha512', sha512],
  ] as const)('%s', (name, digest) => {
    for (const message of messages) expect(hex(digest(message))).toBe(createHash(name).update(message).digest('hex'))
  })
})

test('adler32', () => {
  expect(adler32(new TextEncoder().encode('Wikipedia'))).toBe(0x11e60398)
})

/** Answers of golang.org/x/crypto/bcrypt. */
test('bcrypt', () => {
  const salt = Uint8Array.from({ length: 16 }, (_, at) => at * 7)
  expect(bcryptHash(new TextEncoder().encode('pässword'), salt, 10)).toBe(
    '$2a$10$..aMDPuhIhC2NyXLTDrgYOJxUPM7YKp3LEiLMGaXtsykXRRt7ej8S',
  )
})
