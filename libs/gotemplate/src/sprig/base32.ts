import { Failure } from '../fault.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

export function encodeBase32(bytes: Uint8Array): string {
  let out = ''
  let bits = 0
  let value = 0
  for (const byte of bytes) {
    value = (value << 8) | byte
    bits += 8
    while (bits >= 5) {
      bits -= 5
      out += alphabet[(value >> bits) & 31]
    }
    value &= (1 << bits) - 1
  }
  if (bits > 0) out += alphabet[(value << (5 - bits)) & 31]
  return out.padEnd(Math.ceil(out.length / 8) * 8, '=')
}

/** Standard base32 with its padding; line feeds are skipped. Throws a Failure with Go's message. */
export function decodeBase32(bytes: Uint8Array): Uint8Array {
  const text = bytes.filter((byte) => byte !== 10 && byte !== 13)
  const out: number[] = []
  for (let at = 0; at < text.length; at += 8) {
    const { digits, ends } = readQuantum(text, at)
    let bits = 0
    let value = 0
    for (const digit of digits) {
      value = (value << 5) | digit
      bits += 5
      if (bits < 8) continue
      bits -= 8
      out.push((value >> bits) & 255)
      value &= (1 << bits) - 1
    }
    if (ends) break
  }
  return Uint8Array.from(out)
}

function corrupt(at: number): Failure {
  return new Failure(`illegal base32 data at input byte ${at}`)
}

function readQuantum(text: Uint8Array, from: number): { readonly digits: readonly number[]; readonly ends: boolean } {
  const digits: number[] = []
  for (let at = from; digits.length < 8; at++) {
    const count = digits.length
    if (at >= text.length) throw corrupt(text.length - count)
    const left = text.length - at - 1
    if (text[at] === 0x3d && count >= 2 && left < 8) {
      if (left + count < 7) throw corrupt(text.length)
      for (let next = 0; next < 7 - count; next++) {
        if (left > next && text[at + 1 + next] !== 0x3d) throw corrupt(at + next)
      }
      if (count === 3 || count === 6) throw corrupt(at)
      return { digits, ends: true }
    }
    const digit = alphabet.indexOf(String.fromCharCode(text[at] ?? 0))
    if (digit < 0) throw corrupt(at)
    digits.push(digit)
  }
  return { digits, ends: false }
}
