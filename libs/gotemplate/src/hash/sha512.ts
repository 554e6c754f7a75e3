import { padMessage } from './pad-message.ts'
import { primes, rootFraction } from './round-constants.ts'

const constants = primes(80).map((prime) => rootFraction(prime, 3))
const start = primes(8).map((prime) => rootFraction(prime, 2))

/** In big integers: simple, and fast enough for the texts of a template. */
export function sha512(bytes: Uint8Array): Uint8Array {
  const message = padMessage(bytes, 128)
  let state: readonly bigint[] = start
  for (let block = 0; block < message.byteLength; block += 128) state = mix(state, expanded(message, block))
  const out = new DataView(new ArrayBuffer(64))
  for (const [at, value] of state.entries()) out.setBigUint64(at * 8, value)
  return new Uint8Array(out.buffer)
}

function expanded(message: DataView, block: number): readonly bigint[] {
  const words = Array.from({ length: 16 }, (_, at) => message.getBigUint64(block + at * 8))
  for (let at = 16; at < 80; at++) {
    const a = words[at - 15] ?? 0n
    const b = words[at - 2] ?? 0n
    const spread = turn(a, 1n) ^ turn(a, 8n) ^ (a >> 7n)
    const further = turn(b, 19n) ^ turn(b, 61n) ^ (b >> 6n)
    words.push(wrap((words[at - 16] ?? 0n) + spread + (words[at - 7] ?? 0n) + further))
  }
  return words
}

function mix(state: readonly bigint[], words: readonly bigint[]): readonly bigint[] {
  let [a = 0n, b = 0n, c = 0n, d = 0n, e = 0n, f = 0n, g = 0n, h = 0n] = state
  for (const [at, word] of words.entries()) {
    const choice = (e & f) ^ (wrap(~e) & g)
    const first = h + (turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n)) + choice + (constants[at] ?? 0n) + word
    const second = (turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n)) + ((a & b) ^ (a & c) ^ (b & c))
    h = g
    g = f
    f = e
    e = wrap(d + first)
    d = c
    c = b
    b = a
    a = wrap(first + second)
  }
  return [a, b, c, d, e, f, g, h].map((value, at) => wrap(value + (state[at] ?? 0n)))
}

function turn(value: bigint, by: bigint): bigint {
  return wrap((value >> by) | (value << (64n - by)))
}

function wrap(value: bigint): bigint {
  return BigInt.asUintN(64, value)
}
