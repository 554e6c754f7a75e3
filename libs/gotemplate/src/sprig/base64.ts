import { Failure } from '../fault.ts'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function encodeBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')
}

/** Standard base64 with its padding; line feeds are skipped. Throws a Failure with Go's message. */
export function decodeBase64(text: Uint8Array): Uint8Array {
  const out: number[] = []
  let at = 0
  while (at < text.length) {
    const quantum = readQuantum(text, at)
    const value = quantum.digits.reduce((total, digit) => total * 64 + digit, 0) * 64 ** (4 - quantum.digits.length)
    for (let byte = 0; byte < quantum.digits.length - 1; byte++) out.push(Math.floor(value / 256 ** (2 - byte)) % 256)
    at = quantum.end
  }
  return Uint8Array.from(out)
}

function corrupt(at: number): Failure {
  return new Failure(`illegal base64 data at input byte ${at}`)
}

/** Four digits, or two or three and the padding that ends the text. */
function readQuantum(text: Uint8Array, from: number): { readonly digits: readonly number[]; readonly end: number } {
  const digits: number[] = []
  let at = from
  while (digits.length < 4) {
    if (at === text.length) {
      if (digits.length === 0) return { digits, end: at }
      throw corrupt(at - digits.length)
    }
    const character = String.fromCharCode(text[at] ?? 0)
    at++
    const digit = alphabet.indexOf(character)
    if (digit >= 0) digits.push(digit)
    else if (character === '=') return { digits, end: readPadding(text, at, digits.length) }
    else if (!isLineEnd(text[at - 1])) throw corrupt(at - 1)
  }
  return { digits, end: at }
}

function readPadding(text: Uint8Array, from: number, count: number): number {
  if (count < 2) throw corrupt(from - 1)
  let at = from
  if (count === 2) {
    at = skipLineEnds(text, at)
    if (at === text.length) throw corrupt(at)
    if (text[at] !== 0x3d) throw corrupt(at - 1)
    at++
  }
  at = skipLineEnds(text, at)
  if (at < text.length) throw corrupt(at)
  return at
}

function skipLineEnds(text: Uint8Array, from: number): number {
  let at = from
  while (isLineEnd(text[at])) at++
  return at
}

function isLineEnd(byte: number | undefined): boolean {
  return byte === 10 || byte === 13
}
