import { fromBytes, toBytes } from '@millrace/value'

const named: Readonly<Record<string, number>> = { a: 7, b: 8, f: 12, n: 10, r: 13, t: 9, v: 11, '\\': 92 }

/** One character of a literal: a rune, or a byte that `\x` or an octal escape spells. */
interface Unit {
  readonly code: number
  readonly isByte: boolean
  readonly end: number
}

/** Go's `strconv.Unquote` of a `"…"` or backtick literal; undefined when it is none. */
export function unquote(literal: string): string | undefined {
  const inner = literal.slice(1, -1)
  if (literal.startsWith('`')) return inner.replaceAll('\r', '')
  if (!inner.includes('\\')) return inner.includes('"') || inner.includes('\n') ? undefined : inner
  const bytes: number[] = []
  let at = 0
  while (at < inner.length) {
    const unit = unitAt(inner, at, '"')
    if (unit === undefined) return undefined
    if (unit.isByte) bytes.push(unit.code)
    else bytes.push(...toBytes(String.fromCodePoint(unit.code)))
    at = unit.end
  }
  return fromBytes(Uint8Array.from(bytes))
}

/** The rune of a `'…'` literal; undefined when it is none. */
export function unquoteRune(literal: string): number | undefined {
  const unit = unitAt(literal, 1, "'")
  return unit !== undefined && literal.slice(unit.end) === "'" ? unit.code : undefined
}

function unitAt(text: string, at: number, mark: string): Unit | undefined {
  const code = text.codePointAt(at)
  if (code === undefined || text[at] === mark || code === 10) return undefined
  if (text[at] !== '\\') return { code, isByte: false, end: at + (code > 0xffff ? 2 : 1) }
  const letter = text[at + 1] ?? ''
  const known = named[letter]
  if (known !== undefined) return { code: known, isByte: false, end: at + 2 }
  if (letter === mark) return { code: mark.charCodeAt(0), isByte: false, end: at + 2 }
  if (letter === 'x') return numeric(text, at + 2, 2, 16, true)
  if (letter === 'u') return numeric(text, at + 2, 4, 16, false)
  if (letter === 'U') return numeric(text, at + 2, 8, 16, false)
  return numeric(text, at + 1, 3, 8, true)
}

function numeric(text: string, from: number, length: number, base: 8 | 16, isByte: boolean): Unit | undefined {
  const digits = text.slice(from, from + length)
  const wellFormed = base === 8 ? /^[0-7]+$/ : /^[0-9a-fA-F]+$/
  if (digits.length < length || !wellFormed.test(digits)) return undefined
  const code = Number.parseInt(digits, base)
  if (isByte ? code > 0xff : code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined
  return { code, isByte, end: from + length }
}
