import type { GjsonType } from '../results/result.ts'

const quote = 0x22
const comma = 0x2c
const backslash = 0x5c
const closeBracket = 0x5d
const closeBrace = 0x7d

/** What the first character of a value says of it. `other` starts none, `end` is a `]`. */
export const kinds = {
  other: 0,
  string: 1,
  object: 2,
  array: 3,
  number: 4,
  true: 5,
  false: 6,
  null: 7,
  end: 8,
} as const
export type Kind = (typeof kinds)[keyof typeof kinds]

const typeOfKind: Record<Kind, GjsonType> = {
  [kinds.other]: 'Null',
  [kinds.string]: 'String',
  [kinds.object]: 'JSON',
  [kinds.array]: 'JSON',
  [kinds.number]: 'Number',
  [kinds.true]: 'True',
  [kinds.false]: 'False',
  [kinds.null]: 'Null',
  [kinds.end]: 'Null',
}

const firstKinds = new Map<string, Kind>([
  ['"', kinds.string],
  ['{', kinds.object],
  ['[', kinds.array],
  ...Array.from('+-0123456789iIN', (first) => [first, kinds.number] as const),
  ['t', kinds.true],
  ['f', kinds.false],
  ['n', kinds.null],
  [']', kinds.end],
])
const kindTable: readonly Kind[] = Array.from(
  { length: 128 },
  (_, code) => firstKinds.get(String.fromCharCode(code)) ?? kinds.other,
)

/** The kind of value that starts at `i`. An `n` not followed by `u` is taken for a `nan`. */
export function kindAt(json: string, i: number): Kind {
  const kind = kindTable[json.charCodeAt(i)] ?? kinds.other
  if (kind === kinds.null && i + 1 < json.length && json.charCodeAt(i + 1) !== 0x75) return kinds.number
  return kind
}

export function typeOf(kind: Kind): GjsonType {
  return typeOfKind[kind]
}

/** Where the value that starts at `i` ends; -1 when it is a string without an end. */
export function valueEnd(json: string, i: number, kind: Kind): number {
  if (kind === kinds.string) return stringEnd(json, i + 1)
  if (kind === kinds.object || kind === kinds.array) return nestedEnd(json, i)
  return kind === kinds.number ? numberEnd(json, i) : literalEnd(json, i)
}

/** `i` is the first character inside the quotes; gives the place after the closing quote, or -1. */
export function stringEnd(json: string, i: number): number {
  const length = json.length
  for (let k = i; k < length; k++) {
    const code = json.charCodeAt(k)
    if (code === quote) return k + 1
    if (code === backslash) k++
  }
  return -1
}

/**
 * Where the bracket at `i` is closed: every kind of bracket counts alike, strings are skipped. A string without
 * an end leads beyond the end of the text, where an array around it is not closed either.
 */
export function nestedEnd(json: string, i: number): number {
  const length = json.length
  let depth = 1
  for (let k = i + 1; k < length; k++) {
    const code = json.charCodeAt(k)
    if (code === quote) {
      const end = stringEnd(json, k + 1)
      if (end < 0) return length + 1
      k = end - 1
    } else if (code === closeBrace || code === closeBracket || code === 0x29) {
      depth--
      if (depth === 0) return k + 1
    } else if (code === 0x7b || code === 0x5b || code === 0x28) {
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
