import { nestedEnd } from '../text/scan.ts'

export interface Literal {
  readonly text: string
  /** The path after it, its `.` or `|` included. */
  readonly rest: string
}

/** Reads `!value` at the start of a path; undefined when no value follows. */
export function readLiteral(path: string): Literal | undefined {
  const value = path.slice(1)
  if (/^[{["+\-0-9]/.test(value)) {
    // Numbers and strings are delimited as if they were brackets, so mostly they swallow the rest.
    const end = nestedEnd(value, 0)
    return { text: value.slice(0, end), rest: value.slice(end) }
  }
  const [word = ''] = /^[^.|]*/.exec(value) ?? []
  if (!/^(true|false|null|nan|inf)$/i.test(word)) return undefined
  return { text: word, rest: value.slice(word.length) }
}
