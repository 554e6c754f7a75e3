import { kinds } from './kind.ts'
import type { Kind } from './kind.ts'

const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const openParenthesis = 0x28
const closeParenthesis = 0x29
const openBracket = 0x5b
const closeBracket = 0x5d
const openBrace = 0x7b
const closeBrace = 0x7d

/** Where the value that starts at `i` ends; -1 when it is a string without an end. */
export function valueEnd(json: string, i: number, kind: Kind): number {
  if (kind === kinds.string) return stringEnd(json, i + 1)
  if (kind === kinds.object || kind === kinds.array) return nestedEnd(json, i)
  return kind === kinds.number ? numberEnd(json, i) : literalEnd(json, i)
}

/** `i` is the first character inside the quotes; gives the place after the closing quote, or -1. */
export function stringEnd(json: string, i: number): number {
  let close = json.indexOf('"', i)
  while (close >= 0 && json.charCodeAt(close - 1) === backslash && isEscaped(json, i, close)) {
    close = json.indexOf('"', close + 1)
  }
  return close < 0 ? -1 : close + 1
}

/** Whether the character at `at` follows an odd number of backslashes. */
function isEscaped(json: string, from: number, at: number): boolean {
  let i = at
  while (i > from && json.charCodeAt(i - 1) === backslash) i--
  return (at - i) % 2 === 1
}

/**
 * Where the bracket at `i` is closed: every kind of bracket counts alike, strings are skipped. A string without
 * an end leads beyond the end of the text, where an array around it is not closed either.
 */
export function nestedEnd(json: string, i: number): number {
  const length = json.length
  let depth = 1
  let k = i + 1
  while (k < length) {
    const code = json.charCodeAt(k++)
    if (code === quote) {
      k = stringEnd(json, k)
      if (k < 0) return length + 1
    } else if (code === closeBrace || code === closeBracket || code === closeParenthesis) {
      if (--depth === 0) return k
    } else if (code === openBrace || code === openBracket || code === openParenthesis) {
      depth++
    }
  }
  return length
}

export function numberEnd(json: string, i: number): number {
  const length = json.length
  let k = i + 1
  for (; k < length; k++) {
    const code = json.charCodeAt(k)
    if (code <= 0x20 || code === comma || code === closeBracket || code === closeBrace) break
  }
  return k
}

export function literalEnd(json: string, i: number): number {
  const length = json.length
  let k = i + 1
  for (; k < length; k++) {
    const code = json.charCodeAt(k)
    if (code < 0x61 || code > 0x7a) break
  }
  return k
}

/** Skips white space and control characters. */
export function skipBlank(json: string, i: number): number {
  let k = i
  while (k < json.length && json.charCodeAt(k) <= 0x20) k++
  return k
}
