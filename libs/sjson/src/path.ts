import { SjsonError } from './error.ts'

/** One component of a plain path. */
export interface Part {
  /** The key, its escapes undone. */
  readonly key: string
  /** The same as gjson reads it, escapes and all. */
  readonly lookup: string
  /** A leading `:` makes it a key where an index would be read. */
  readonly forced: boolean
}

/** How many parts a path may have. */
export const partsMax = 512

/** Splits a plain path at its dots; undefined for a complex one, with an unescaped `|`, `#`, `@`, `*` or `?`. */
export function readPath(path: string): readonly Part[] | undefined {
  const parts: Part[] = []
  let next: number | undefined = 0
  while (next !== undefined) {
    const read = readPart(path, next)
    if (read === undefined) return undefined
    if (parts.length === partsMax) throw new SjsonError('path-too-long')
    parts.push(read.part)
    next = read.next
  }
  return parts
}

/** `next` is where the next part starts, if there is one. */
function readPart(path: string, from: number): { part: Part; next: number | undefined } | undefined {
  const forced = path.charAt(from) === ':'
  const start = forced ? from + 1 : from
  let key = ''
  let i = start
  for (; i < path.length; i++) {
    const character = path.charAt(i)
    if (character === '.') break
    if ('|#@*?'.includes(character)) return undefined
    key += character === '\\' ? path.charAt(++i) : character
  }
  const lookup = path.slice(start, i)
  return { part: { key, lookup, forced }, next: i < path.length ? i + 1 : undefined }
}

/** The index a part stands for, where an index can be; an empty part is 0. Undefined for a key. */
export function indexOf(part: Part): bigint | undefined {
  if (part.forced || !/^[0-9]*$/.test(part.key)) return undefined
  return BigInt.asIntN(64, BigInt(part.key))
}

/** Whether a part stands for the place after the last element. */
export function appends(part: Part): boolean {
  return part.key === '-1' && !part.forced
}
