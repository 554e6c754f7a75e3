import { createHmac, createSecretKey, timingSafeEqual, type KeyObject } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import { Refusal } from './refusal.ts'

const hashes = new Set(['sha1', 'sha256', 'sha512'])

/** Checks GitHub's signature over the raw body, in constant time. Undefined: it is right. */
export function checkHubSignature(headers: IncomingHttpHeaders, body: Buffer, secret: Buffer): Refusal | undefined {
  const signature = headers['x-hub-signature-256'] ?? headers['x-hub-signature']
  if (typeof signature !== 'string' || signature === '') return refused('missing signature')
  const equals = signature.indexOf('=')
  const name = signature.slice(0, Math.max(0, equals))
  const hex = signature.slice(equals + 1)
  if (equals < 0) return refused('error parsing signature: it has no "="')
  if (!hashes.has(name)) return refused('unknown hash type prefix: sha1, sha256 and sha512 are known')
  if (!/^(?:[0-9a-fA-F]{2})+$/u.test(hex)) return refused('error parsing signature: it is not hexadecimal')
  const expected = createHmac(name, keyOf(secret)).update(body).digest()
  const given = Buffer.from(hex, 'hex')
  if (given.length === expected.length && timingSafeEqual(given, expected)) return undefined
  return refused('payload signature check failed')
}

/** A key made anew for each request would cost three times the signature itself. A secret's buffer lives until it is read again. */
const keys = new WeakMap<Buffer, KeyObject>()

function keyOf(secret: Buffer): KeyObject {
  let key = keys.get(secret)
  if (key === undefined) {
    key = createSecretKey(secret)
    keys.set(secret, key)
  }
  return key
}

const refused = (reason: string): Refusal => new Refusal('unauthorized', reason)
