import { JsonNumber } from '@millrace/value'
import type { Budget } from '../run/budget.ts'
import { sortedKeys } from './keys.ts'
import { payForDigits } from './numbers.ts'
import { isList, memberOf } from './value.ts'
import type { Value } from './value.ts'

/** Steps of writing a number. */
const integerSteps = 4
const floatSteps = 10
/** A key up to this is written in no time. */
const longKey = 64

/** The JSON that `tojson` makes: sorted keys, NaN as null, infinities as the greatest number. */
export function encode(value: Value, budget: Budget, depth = 0): string {
  if (value === null) return 'null'
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (typeof value === 'bigint') {
    budget.step(integerSteps)
    return integerText(value)
  }
  if (typeof value === 'number') {
    budget.step(floatSteps)
    return encodeFloat(value)
  }
  if (typeof value === 'string') {
    budget.text(value.length)
    if (special.test(value)) {
      budget.rewrite(value.length, escapeGrowth)
      budget.step(value.length * 2)
    }
    return encodeText(value)
  }
  if (value instanceof JsonNumber) return value.text
  budget.depth(depth)
  if (isList(value)) {
    budget.items(value.length)
    return `[${value.map((item) => encode(item, budget, depth + 1)).join(',')}]`
  }
  const keys = sortedKeys(value)
  budget.items(keys.length)
  for (const key of keys) if (key.length > longKey) budget.rewrite(key.length, escapeGrowth)
  const members = keys.map((key) => `${encodeText(key)}:${encode(memberOf(value, key), budget, depth + 1)}`)
  return `{${members.join(',')}}`
}

const int64End = 2n ** 63n
const digitsPerHexDigit = 1.2
/** An integer's digits. */
export function integerText(value: bigint): string {
  if (value >= int64End || value < -int64End) payForDigits(value.toString(16).length * digitsPerHexDigit)
  return value.toString()
}

export function encodeFloat(float: number): string {
  if (Number.isNaN(float)) return 'null'
  if (Object.is(float, -0)) return '-0'
  return String(Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, float)))
}

const named: Readonly<Record<string, string>> = {
  '"': String.raw`\"`,
  '\\': '\\\\',
  '\b': String.raw`\b`,
  '\f': String.raw`\f`,
  '\n': String.raw`\n`,
  '\r': String.raw`\r`,
  '\t': String.raw`\t`,
}

/** What a character becomes at most: `\u0001`. */
const escapeGrowth = 6

// oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
const special = /["\\\u0000-\u001f\u007f\ud800-\udfff]/u

// oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
const allSpecial = /["\\\u0000-\u001f\u007f\ud800-\udfff]/gu

/** A half of a pair is a byte that belongs to no character. */
export function encodeText(text: string): string {
  if (!special.test(text)) return `"${text}"`
  const body = text.replaceAll(allSpecial, (character) => {
    const code = character.charCodeAt(0)
    if (code >= 0xd800) return String.raw`\ufffd`
    return named[character] ?? `\\u${code.toString(16).padStart(4, '0')}`
  })
  return `"${body}"`
}
