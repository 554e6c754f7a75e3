import { padMessage } from './pad-message.ts'

export function sha1(bytes: Uint8Array): Uint8Array {
  const message = padMessage(bytes, 64)
  const state = Int32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0)
  const words = new Int32Array(80)
  for (let block = 0; block < message.byteLength; block += 64) {
    for (let at = 0; at < 16; at++) words[at] = message.getInt32(block + at * 4)
    for (let at = 16; at < 80; at++) {
      words[at] = rotate(word(words, at - 3) ^ word(words, at - 8) ^ word(words, at - 14) ^ word(words, at - 16), 1)
    }
    mix(state, words)
  }
  const out = new DataView(new ArrayBuffer(20))
  for (const [at, value] of state.entries()) out.setInt32(at * 4, value)
  return new Uint8Array(out.buffer)
}

function mix(state: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0] = state
  for (const [at, value] of words.entries()) {
    const next = (rotate(a, 5) + e + value + step(at, b, c, d)) | 0
    e = d
    d = c
    c = rotate(b, 30)
    b = a
    a = next
  }
  for (const [at, value] of [a, b, c, d, e].entries()) state[at] = word(state, at) + value
}

function step(at: number, b: number, c: number, d: number): number {
  if (at < 20) return ((b & c) | (~b & d)) + 0x5a827999
  if (at < 40) return (b ^ c ^ d) + 0x6ed9eba1
  if (at < 60) return ((b & c) | (b & d) | (c & d)) + 0x8f1bbcdc
  return (b ^ c ^ d) + 0xca62c1d6
}

function rotate(value: number, by: number): number {
  return (value << by) | (value >>> (32 - by))
}

function word(words: Int32Array, at: number): number {
  return words[at] ?? 0
}
