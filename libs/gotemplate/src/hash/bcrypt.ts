import { Blowfish } from './blowfish.ts'

const alphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
const plainText = 'OrpheanBeholderScryDoubt'

/**
 * A bcrypt hash `$2a$…` of at most 72 bytes with 16 bytes of salt. It takes about a tenth of a second at cost 10, twice
 * as long for each one more.
 */
export function bcryptHash(password: Uint8Array, salt: Uint8Array, cost: number): string {
  const cipher = new Blowfish()
  const key = keyWords(password)
  const salts = words(salt)
  cipher.expand(key, salts)
  for (let round = 0; round < 2 ** cost; round++) {
    cipher.expand(key)
    cipher.expand(repeated(salts))
  }
  const block = words(Uint8Array.from(plainText, (character) => character.charCodeAt(0)))
  for (let round = 0; round < 64; round++) for (let at = 0; at < 6; at += 2) cipher.encrypt(block, at)
  const out = new DataView(new ArrayBuffer(24))
  for (const [at, value] of block.entries()) out.setUint32(at * 4, value)
  return `$2a$${String(cost).padStart(2, '0')}$${encoded(salt)}${encoded(new Uint8Array(out.buffer, 0, 23))}`
}

/** The password and a zero byte over and over, as the 18 words that a key schedule takes. */
function keyWords(password: Uint8Array): Uint32Array {
  const cycle = [...password, 0]
  return words(Uint8Array.from({ length: 72 }, (_, at) => cycle[at % cycle.length] ?? 0))
}

function repeated(salts: Uint32Array): Uint32Array {
  return Uint32Array.from({ length: 18 }, (_, at) => salts[at % salts.length] ?? 0)
}

function words(bytes: Uint8Array): Uint32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Uint32Array.from({ length: bytes.length / 4 }, (_, at) => view.getUint32(at * 4))
}

function encoded(bytes: Uint8Array): string {
  let out = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3)
    const value = a * 65_536 + b * 256 + c
    const count = Math.min(3, bytes.length - at) + 1
    for (let digit = 0; digit < count; digit++) out += alphabet[(value >> (18 - digit * 6)) & 63] ?? ''
  }
  return out
}
