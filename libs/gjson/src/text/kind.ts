import type { GjsonType } from '../results/result.ts'

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

const types: Record<Kind, GjsonType> = {
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

const firsts: readonly (readonly [characters: string, kind: Kind])[] = [
  ['"', kinds.string],
  ['{', kinds.object],
  ['[', kinds.array],
  ['+-0123456789iIN', kinds.number],
  ['t', kinds.true],
  ['f', kinds.false],
  ['n', kinds.null],
  [']', kinds.end],
]
// A dense list of small integers is what the engine reads fastest, and this is read for most characters.
const table: readonly Kind[] = Array.from(
  { length: 128 },
  (_, code) => firsts.find(([characters]) => characters.includes(String.fromCharCode(code)))?.[1] ?? kinds.other,
)

/** The kind of value that starts at `i`. An `n` not followed by `u` is taken for a `nan`. */
export function kindAt(json: string, i: number): Kind {
  const code = json.charCodeAt(i)
  const kind = code < 128 ? (table[code] ?? kinds.other) : kinds.other
  return kind === kinds.null && i + 1 < json.length && json.charCodeAt(i + 1) !== 0x75 ? kinds.number : kind
}

export function typeOf(kind: Kind): GjsonType {
  return types[kind]
}
