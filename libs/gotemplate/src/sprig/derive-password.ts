import type { Context } from '../call/context.ts'
import { toBytes } from '@millrace/value'
import { guarded, seam } from './seam.ts'

const scope = 'com.lyndir.masterpassword'

/** Each letter stands for a set of characters. */
const templates: Readonly<Record<string, readonly string[]>> = {
  maximum: ['anoxxxxxxxxxxxxxxxxx', 'axxxxxxxxxxxxxxxxxno'],
  long: [
    'CvcvnoCvcvCvcv',
    'CvcvCvcvnoCvcv',
    'CvcvCvcvCvcvno',
    'CvccnoCvcvCvcv',
    'CvccCvcvnoCvcv',
    'CvccCvcvCvcvno',
    'CvcvnoCvccCvcv',
    'CvcvCvccnoCvcv',
    'CvcvCvccCvcvno',
    'CvcvnoCvcvCvcc',
    'CvcvCvcvnoCvcc',
    'CvcvCvcvCvccno',
    'CvccnoCvccCvcv',
    'CvccCvccnoCvcv',
    'CvccCvccCvcvno',
    'CvcvnoCvccCvcc',
    'CvcvCvccnoCvcc',
    'CvcvCvccCvccno',
    'CvccnoCvcvCvcc',
    'CvccCvcvnoCvcc',
    'CvccCvcvCvccno',
  ],
  medium: ['CvcnoCvc', 'CvcCvcno'],
  short: ['Cvcn'],
  basic: ['aaanaaan', 'aannaaan', 'aaannaaa'],
  pin: ['nnnn'],
}

const both = 'AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz'
const characters: Readonly<Record<string, string>> = {
  V: 'AEIOU',
  C: 'BCDFGHJKLMNPQRSTVWXYZ',
  v: 'aeiou',
  c: 'bcdfghjklmnpqrstvwxyz',
  A: 'AEIOUBCDFGHJKLMNPQRSTVWXYZ',
  a: both,
  n: '0123456789',
  o: "@&%?,=[]_:-+*$#!'^~;()/.",
  x: `${both}0123456789!@#$%^&*()`,
}

export interface PasswordRequest {
  readonly counter: number
  readonly type: string
  readonly password: string
  readonly user: string
  readonly site: string
}

/** A password for a site, always the same for the same request: the Master Password algorithm. */
export function derivePassword(context: Context, wanted: PasswordRequest): string {
  const shapes = Object.hasOwn(templates, wanted.type) ? templates[wanted.type] : undefined
  if (shapes === undefined) return `cannot find password template ${wanted.type}`
  const scrypt = seam(context, 'scrypt')
  const hmac = seam(context, 'hmacSha256')
  const salt = message(wanted.user)
  const options = { cost: 32_768, blockSize: 8, parallelization: 2, length: 64 }
  const key = guarded(context, 'scrypt', () => scrypt(toBytes(wanted.password), salt, options))
  const seed = guarded(context, 'hmacSha256', () => hmac(key, message(wanted.site, wanted.counter)))
  const shape = shapes[(seed[0] ?? 0) % shapes.length] ?? ''
  return Array.from(shape, (letter, at) => {
    const set = characters[letter] ?? ''
    return set[(seed[at + 1] ?? 0) % set.length] ?? ''
  }).join('')
}

/** The scope, the text with its length before it, and the counter if any. */
function message(text: string, counter?: number): Uint8Array {
  const prefix = toBytes(scope)
  const bytes = toBytes(text)
  const size = prefix.length + 4 + bytes.length + (counter === undefined ? 0 : 4)
  const out = new Uint8Array(size)
  const view = new DataView(out.buffer)
  out.set(prefix)
  view.setUint32(prefix.length, bytes.length)
  out.set(bytes, prefix.length + 4)
  if (counter !== undefined) view.setUint32(size - 4, counter)
  return out
}
