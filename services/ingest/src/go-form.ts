import { compareUtf8, quoteJson } from '@millrace/value'
import { goUtf8 } from './go-text.ts'

/** A query or form as Go's `url.ParseQuery` reads it. */
export interface Form {
  readonly values: ReadonlyMap<string, readonly string[]>
  /** What is wrong with the first pair that was left out. */
  readonly fault: string | undefined
}

/** Reads `application/x-www-form-urlencoded` text. Malformed pairs are left out, as in Go. */
export function parseForm(text: string): Form {
  const values = new Map<string, string[]>()
  let fault: string | undefined
  for (const pair of text.split('&')) {
    if (pair === '') continue
    if (pair.includes(';')) {
      fault ??= 'invalid semicolon separator in query'
      continue
    }
    const equals = pair.indexOf('=')
    const key = unescapePart(equals < 0 ? pair : pair.slice(0, equals))
    const value = unescapePart(equals < 0 ? '' : pair.slice(equals + 1))
    if (key === undefined || value === undefined) {
      fault ??= `invalid URL escape in ${JSON.stringify(pair.slice(0, 40))}`
      continue
    }
    const before = values.get(key)
    if (before === undefined) values.set(key, [value])
    else before.push(value)
  }
  return { values, fault }
}

/** `{"key":["value",…],…}`, keys sorted. */
export function formJson(form: Form): string {
  const keys = [...form.values.keys()].sort(compareUtf8)
  const members = keys.map(
    (key) => `${quoteJson(key)}:[${(form.values.get(key) ?? []).map((value) => quoteJson(value)).join(',')}]`,
  )
  return `{${members.join(',')}}`
}

function unescapePart(part: string): string | undefined {
  if (!/[%+]/u.test(part)) return part
  if (/%(?![0-9a-fA-F]{2})/u.test(part)) return undefined
  const latin1 = part
    .replaceAll('+', ' ')
    // Non-ASCII text is its UTF-8 bytes, so that escapes beside it can complete a character.
    .replaceAll(/\P{ASCII}+/gu, (text) => Buffer.from(text).toString('latin1'))
    .replaceAll(/%([0-9a-fA-F]{2})/gu, (_escape, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
  return goUtf8(Buffer.from(latin1, 'latin1'))
}
