import type { Context } from '../call/context.ts'
import { fixed } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { runesOf } from '@millrace/value'
import { encodeBase64 } from './base64.ts'

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const digits = '0123456789'
const visible = Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('')

export const random: Readonly<Record<string, Signature>> = {
  randAlphaNum: ofAlphabet(letters + digits),
  randAlpha: ofAlphabet(letters),
  randNumeric: ofAlphabet(digits),
  randAscii: ofAlphabet(visible),
  randBytes: fixed(['int'], (context, count) => {
    if (count < 0) throw new Failure('runtime error: makeslice: len out of range')
    return encodeBase64(randomBytes(context, count))
  }),
  shuffle: fixed(['string'], shuffle),
  uuidv4: fixed([], uuid),
}

/** What asking for some random bytes counts for. */
const drawWork = 1_000

export function randomBytes({ world, budget }: Context, count: number): Uint8Array {
  budget.work(drawWork + count)
  if (world.randomBytes === undefined) throw new Failure('randomness was not given (randomBytes)', 'not-given')
  return world.randomBytes(count)
}

/** A whole number from 0 to `bound` - 1, all equally likely. */
export function randomBelow(context: Context, bound: number): number {
  const limit = 2 ** 48 - (2 ** 48 % bound)
  for (;;) {
    let value = 0
    for (const byte of randomBytes(context, 6)) value = value * 256 + byte
    // Beyond the last whole multiple some numbers would be likelier.
    if (bound > 2 ** 48 || value < limit) return value % bound
  }
}

function ofAlphabet(alphabet: string): Signature {
  return fixed(['int'], (context, count) => {
    if (count <= 0) return ''
    context.budget.work(count)
    let text = ''
    while (text.length < count) text += alphabet[randomBelow(context, alphabet.length)] ?? ''
    return text
  })
}

function shuffle(context: Context, text: string): string {
  const runes = runesOf(text)
  for (let at = runes.length - 1; at > 0; at--) {
    const other = randomBelow(context, at + 1)
    const kept = runes[at] ?? 0
    runes[at] = runes[other] ?? 0
    runes[other] = kept
  }
  return runes.map((rune) => String.fromCodePoint(rune)).join('')
}

function uuid(context: Context): string {
  const bytes = randomBytes(context, 16)
  const digits = Array.from(bytes, (byte, at) => {
    const marked = at === 6 ? (byte & 0x0f) | 0x40 : at === 8 ? (byte & 0x3f) | 0x80 : byte
    return marked.toString(16).padStart(2, '0')
  }).join('')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
