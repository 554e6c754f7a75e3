import { padMessage } from './pad-message.ts'
import { primes, rootFraction } from './round-constants.ts'

const top = (value: bigint): number => Number(value >> 32n) | 0
const constants = Int32Array.from(primes(64), (prime) => top(rootFraction(prime, 3)))
const start = Int32Array.from(primes(8), (prime) => top(rootFraction(prime, 2)))

export function sha256(bytes: Uint8Array): Uint8Array {
  const message = padMessage(bytes, 64)
  const state = Int32Array.from(start)
  const words = new Int32Array(64)
  for (let block = 0; block < message.byteLength; block += 64) {
    for (let at = 0; at < 16; at++) words[at] = message.getInt32(block + at * 4)
    for (let at = 16; at < 64; at++) {
      const a = word(words, at - 15)
      const b = word(words, at - 2)
      const spread = turn(a, 7) ^ turn(a, 18) ^ (a >>> 3)
      words[at] = word(words, at - 16) + spread + word(words, at - 7) + (turn(b, 17) ^ turn(b, 19) ^ (b >>> 10))
    }
    mix(state, words)
  }
  const out = new DataView(new ArrayBuffer(32))
  for (const [at, value] of state.entries()) out.setInt32(at * 4, value)
  return new Uint8Array(out.buffer)
}

function mix(state: Int32Array, words: Int32Array): void {
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
  for (let at = 0; at < 64; at++) {
    const choice = (e & f) ^ (~e & g)
    const first = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + word(constants, at) + word(words, at)) | 0
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  for (const [at, value] of [a, b, c, d, e, f, g, h].entries()) state[at] = word(state, at) + value
}

function turn(value: number, by: number): number {
  return (value >>> by) | (value << (32 - by))
}

function word(words: Int32Array, at: number): number {
  return words[at] ?? 0
}
