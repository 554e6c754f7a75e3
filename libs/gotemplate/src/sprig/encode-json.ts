import type { Context } from '../call/context.ts'
import { Failure } from '../fault.ts'
import { bytesOf } from '../value/bytes.ts'
import { Complex } from '../value/complex.ts'
import { Dict } from '../value/dict.ts'
import { Int } from '../value/int.ts'
import { List } from '../value/list.ts'
import { sortedEntries } from '../value/sorted-entries.ts'
import { typeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'
import { encodeBase64 } from './base64.ts'

export interface JsonStyle {
  /** Of one level; empty for all on one line. */
  readonly indent: string
  /** Whether `<`, `>` and `&` are written as escapes. */
  readonly escapesHtml: boolean
}

/** Go's `json.Marshal`. Throws a Failure for what JSON cannot hold. */
export function encodeJson(context: Context, value: Value, style: JsonStyle): string {
  return encode(context, value, style, 0)
}

function encode(context: Context, value: Value, style: JsonStyle, depth: number): string {
  context.budget.step()
  context.budget.depth(depth)
  if (value === null || value === undefined) return 'null'
  if (typeof value === 'string') return counted(context, encodeText(value, style))
  if (typeof value === 'boolean') return String(value)
  if (typeof value === 'number') return encodeNumber(value)
  if (value instanceof Int) return String(value.value)
  if (value instanceof List) return encodeList(context, value, style, depth)
  if (value instanceof Dict) return encodeDict(context, value, style, depth)
  if (value instanceof Complex || value.kind === 'func') {
    throw new Failure(`json: unsupported type: ${typeOf(value)}`)
  }
  const text = value.jsonText()
  if (text !== undefined) return counted(context, encodeText(text, style))
  const fields = value.fields().filter(([name]) => /^\p{Lu}/u.test(name))
  return members(
    fields.map(([name, field]) => [name, encode(context, field, style, depth + 1)]),
    style,
    depth,
  )
}

function counted({ budget }: Context, text: string): string {
  budget.work(text.length)
  return text
}

function encodeNumber(number: number): string {
  if (!Number.isFinite(number)) {
    throw new Failure(`json: unsupported value: ${Number.isNaN(number) ? 'NaN' : number > 0 ? '+Inf' : '-Inf'}`)
  }
  return Object.is(number, -0) ? '-0' : String(number)
}

function encodeList(context: Context, list: List, style: JsonStyle, depth: number): string {
  if (list.isNil) return 'null'
  if (list.element === 'uint8') return encodeText(encodeBase64(bytesOf(list)), style)
  if (list.items.length === 0) return '[]'
  const items = list.items.map((item) => encode(context, item, style, depth + 1))
  if (style.indent === '') return counted(context, `[${items.join(',')}]`)
  const inner = `\n${style.indent.repeat(depth + 1)}`
  return counted(context, `[${inner}${items.join(`,${inner}`)}\n${style.indent.repeat(depth)}]`)
}

function encodeDict(context: Context, dict: Dict, style: JsonStyle, depth: number): string {
  if (dict.isNil) return 'null'
  const entries = sortedEntries(dict).map(([key, value]) => [key, encode(context, value, style, depth + 1)] as const)
  return counted(context, members(entries, style, depth))
}

function members(entries: readonly (readonly [string, string])[], style: JsonStyle, depth: number): string {
  if (entries.length === 0) return '{}'
  const colon = style.indent === '' ? ':' : ': '
  const shown = entries.map(([key, value]) => encodeText(key, style) + colon + value)
  if (style.indent === '') return `{${shown.join(',')}}`
  const inner = `\n${style.indent.repeat(depth + 1)}`
  return `{${inner}${shown.join(`,${inner}`)}\n${style.indent.repeat(depth)}}`
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

// oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
const special = /["\\\u0000-\u001f\u2028\u2029\ud800-\udfff]/gu
// oxlint-disable-next-line no-control-regex -- control characters are what has to be escaped
const specialOrHtml = /["\\\u0000-\u001f<>&\u2028\u2029\ud800-\udfff]/gu

function encodeText(text: string, { escapesHtml }: JsonStyle): string {
  const body = text.replaceAll(escapesHtml ? specialOrHtml : special, (character) => {
    const short = named[character]
    if (short !== undefined) return short
    const code = character.charCodeAt(0)
    // Half of a pair is a byte that belongs to no character.
    return code >= 0xd800 && code <= 0xdfff ? String.raw`\ufffd` : `\\u${code.toString(16).padStart(4, '0')}`
  })
  return `"${body}"`
}
