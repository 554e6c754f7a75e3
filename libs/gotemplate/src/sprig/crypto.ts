import type { Context } from '../call/context.ts'
import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { fromBytes, toBytes } from '@millrace/value'
import { decodeBase64, encodeBase64 } from './base64.ts'
import { derivePassword } from './derive-password.ts'
import { randomBytes } from './random.ts'
import { guarded, seam } from './seam.ts'

export const crypto: Readonly<Record<string, Signature>> = {
  bcrypt: fixed(['string'], hashed),
  htpasswd: fixed(['string', 'string'], (context, name, password) => {
    return name.includes(':') ? `invalid username: ${name}` : `${name}:${hashed(context, password)}`
  }),
  genPrivateKey: fixed(['string'], (context, type) => {
    const wanted = type === '' ? 'rsa' : type
    if (wanted !== 'rsa' && wanted !== 'dsa' && wanted !== 'ecdsa' && wanted !== 'ed25519')
      return `Unknown type ${type}`
    const make = seam(context, 'privateKey')
    return guarded(context, 'privateKey', () => make(wanted))
  }),
  derivePassword: fixed(
    ['uint32', 'string', 'string', 'string', 'string'],
    (context, counter, type, password, user, site) => derivePassword(context, { counter, type, password, user, site }),
  ),
  encryptAES: fixed(['string', 'string'], encrypt),
  decryptAES: fixed(['string', 'string'], decrypt),
}

/** bcrypt takes no more. */
const passwordBytesMax = 72

function hashed(context: Context, password: string): string {
  const bytes = toBytes(password)
  if (bytes.length > passwordBytesMax) {
    return 'failed to encrypt string with bcrypt: bcrypt: password length exceeds 72 bytes'
  }
  const hash = seam(context, 'bcrypt')
  return guarded(context, 'bcrypt', () => hash(bytes))
}

const blockBytes = 16

/** The password's first 32 bytes, filled up with zeros. */
function keyOf(password: string): Uint8Array {
  const key = new Uint8Array(32)
  key.set(toBytes(password).subarray(0, 32))
  return key
}

function encrypt(context: Context, password: string, text: string): string {
  if (text === '') return ''
  const content = toBytes(text)
  const missing = blockBytes - (content.length % blockBytes)
  const padded = new Uint8Array(content.length + missing).fill(missing, content.length)
  padded.set(content)
  const iv = randomBytes(context, blockBytes)
  const make = seam(context, 'aesCbcEncrypt')
  context.budget.work(padded.length * 2)
  const encrypted = guarded(context, 'aesCbcEncrypt', () => make(keyOf(password), iv, padded))
  const all = new Uint8Array(iv.length + encrypted.length)
  all.set(iv)
  all.set(encrypted, iv.length)
  return encodeBase64(all)
}

function decrypt(context: Context, password: string, text: string): string {
  if (text === '') return ''
  const all = decodeBase64(toBytes(text))
  if (all.length < blockBytes) throw new Failure('runtime error: slice bounds out of range')
  const data = all.subarray(blockBytes)
  if (data.length % blockBytes !== 0) throw new Failure('crypto/cipher: input not full blocks')
  if (data.length === 0) throw new Failure('runtime error: index out of range [-1]')
  const make = seam(context, 'aesCbcDecrypt')
  context.budget.work(data.length)
  const plain = guarded(context, 'aesCbcDecrypt', () => make(keyOf(password), all.subarray(0, blockBytes), data))
  const end = plain.length - (plain.at(-1) ?? 0)
  if (end < 0) throw new Failure(`runtime error: slice bounds out of range [:${end}]`)
  return fromBytes(plain.subarray(0, end))
}
