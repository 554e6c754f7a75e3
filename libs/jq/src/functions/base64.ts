import { byteLength } from '@millrace/value'

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

export function encodeBase64(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b, c] = bytes.subarray(at, at + 3)
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0)
    const digit = (shift: number): string => alphabet[(bits >> shift) & 63] ?? ''
    text += digit(18) + digit(12) + (b === undefined ? '=' : digit(6)) + (c === undefined ? '=' : digit(0))
  }
  return text
}

/**
 * Reads digits without padding; line ends are passed over, as in Go. For what is no base64 it gives the number of the
 * byte that is at fault.
 */
export function decodeBase64(text: string): Uint8Array | number {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4))
  let [bits, digits, length] = [0, 0, 0]
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? ''
    if (character === '\n' || character === '\r') continue
    const digit = alphabet.indexOf(character)
    if (digit < 0) return byteLength(text.slice(0, at))
    bits = ((bits << 6) | digit) & 0xffffff
    // Whole bytes come with the second, third and fourth digit of four.
    const have = (digits++ % 4) * 2
    if (have > 0) bytes[length++] = (bits >> (6 - have)) & 0xff
  }
  // A single digit is left over: it is the last one.
  return digits % 4 === 1 ? byteLength(text) - 1 : bytes.subarray(0, length)
}
