import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { adler32 } from '../hash/adler32.ts'
import { hex } from '../hash/hex.ts'
import { sha1 } from '../hash/sha1.ts'
import { sha256 } from '../hash/sha256.ts'
import { sha512 } from '../hash/sha512.ts'
import { fromBytes, toBytes } from '@millrace/value'
import { decodeBase32, encodeBase32 } from './base32.ts'
import { decodeBase64, encodeBase64 } from './base64.ts'

export const encoding: Readonly<Record<string, Signature>> = {
  b64enc: onBytes(encodeBase64),
  b64dec: decoder(decodeBase64),
  b32enc: onBytes(encodeBase32),
  b32dec: decoder(decodeBase32),
  sha1sum: onBytes((bytes) => hex(sha1(bytes)), 2),
  sha256sum: onBytes((bytes) => hex(sha256(bytes)), 2),
  sha512sum: onBytes((bytes) => hex(sha512(bytes)), 20),
  adler32sum: onBytes((bytes) => String(adler32(bytes))),
}

/** `cost` says how slow it is, compared with copying. */
function onBytes(make: (bytes: Uint8Array) => string, cost = 2): Signature {
  return fixed(['string'], ({ budget }, text) => {
    const bytes = toBytes(text)
    budget.work(bytes.length * cost)
    return make(bytes)
  })
}

/** What does not decode gives the error's text as its value. */
function decoder(decode: (bytes: Uint8Array) => Uint8Array): Signature {
  return fixed(['string'], ({ budget }, text) => {
    budget.work(text.length)
    try {
      return fromBytes(decode(toBytes(text)))
    } catch (error) {
      if (error instanceof Failure) return error.message
      throw error
    }
  })
}
