import { JsonError, decodeJson, fromRune, runesOf } from '@millrace/value'
import type { Fault } from '../run/fault.ts'
import { iterated } from '../run/iterate.ts'
import { encode } from '../value/encode.ts'
import { parseNumber, toIndex } from '../value/numbers.ts'
import { isDict, isList, isNumber } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import type { Context, Native, NativeTable } from './context.ts'
import { notApplicable, wrongType } from './refusal.ts'
import { splitText } from './split.ts'
import { sum } from './sum.ts'

/** Go's `unicode.IsSpace`. */
const spaces = '\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000'
const leading = new RegExp(`^[${spaces}]+`)
const space = new RegExp(`[${spaces}]`)

/** Of the characters of ASCII those from tab to carriage return, and the blank. */
function isSpace(code: number): boolean {
  return code < 0x80 ? code === 0x20 || (code >= 9 && code <= 13) : space.test(String.fromCharCode(code))
}

function trimRight(text: string): string {
  let end = text.length
  while (end > 0 && isSpace(text.charCodeAt(end - 1))) end--
  return text.slice(0, end)
}

/** A function of the input alone, which must be a text. */
function ofText(name: string, apply: (text: string, context: Context) => Value): Native {
  return (value, _args, context) => {
    if (typeof value !== 'string') throw wrongType(name, value)
    context.budget.text(value.length)
    return apply(value, context)
  }
}

/** A function of two texts, the input and the argument. */
function ofTexts(name: string, apply: (text: string, other: string) => Value): Native {
  return (value, [other = null], { budget }) => {
    if (typeof value !== 'string' || typeof other !== 'string') throw wrongType(name, value, [other])
    budget.step(1 + value.length / 32)
    return apply(value, other)
  }
}

const withoutStart = (text: string, part: string): string => (text.startsWith(part) ? text.slice(part.length) : text)
const withoutEnd = (text: string, part: string): string =>
  part !== '' && text.endsWith(part) ? text.slice(0, -part.length) : text

const implode: Native = (value, _args, { budget }) => {
  if (!isList(value)) throw wrongType('implode', value)
  budget.text(value.length)
  budget.step(value.length * 2)
  const runes = value.map((item) => {
    const code = toIndex(item)
    if (code === undefined) throw wrongType('implode', value)
    return fromRune(code)
  })
  return runes.join('')
}

const split: Native = (value, [separator = null], context) => {
  if (typeof value !== 'string') throw wrongType('split', value)
  if (typeof separator !== 'string') throw wrongType('split', separator)
  return splitText(value, separator, context)
}

const join: Native = (value, [separator = null], context) => {
  if (!isList(value) && !isDict(value)) throw wrongType('join', value, [separator])
  const items = iterated(value)
  if (items.length === 0) return ''
  const parts: Value[] = []
  context.budget.items(items.length * 2)
  items.forEach((item, at) => {
    const isWritten = typeof item === 'boolean' || isNumber(item)
    parts.push(at === 0 ? '' : separator, isWritten ? encode(item, context.budget) : item)
  })
  return sum(parts, context)
}

/** Each text in one way only, so that looking takes linear time. */
const numberText = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?$/
/** Digits of an integer, at most: reading them takes more than linear time. */
const digitsMax = 10_000

const toNumber: Native = (value, _args, { budget }) => {
  if (isNumber(value)) return value
  if (typeof value !== 'string') throw wrongType('tonumber', value)
  budget.step(1 + value.length / 16)
  if (!numberText.test(value)) throw notApplicable('tonumber', value, [], 'invalid number')
  if (value.length > digitsMax) throw notApplicable('tonumber', value, [], `more than ${digitsMax} digits`)
  return parseNumber(value)
}

const fromJson: Native = (value, _args, { budget }) => {
  if (typeof value !== 'string') throw wrongType('fromjson', value)
  budget.text(value.length * 16)
  try {
    return decodeJson(value, { numbers: 'digits', depthMax: budget.bounds.depthMax })
  } catch (error) {
    throw error instanceof JsonError ? refusedJson(value, error) : error
  }
}

/** The original reads one value, and finds only then that more follows, or that the text has ended too early. */
function refusedJson(text: string, { message, offset }: JsonError): Fault {
  if (offset === text.length) return notApplicable('fromjson', text, [], text.trim() === '' ? 'EOF' : 'unexpected EOF')
  return offset !== undefined && isJson(text.slice(0, offset))
    ? wrongType('fromjson', text)
    : notApplicable('fromjson', text, [], message)
}

function isJson(text: string): boolean {
  try {
    decodeJson(text)
    return true
  } catch {
    return false
  }
}

/** To be changed letter by letter. */
function rewritten(text: string, budget: Context['budget']): string {
  budget.step(text.length)
  return text.toWellFormed()
}

export const toText: Native = (value, _args, { budget }) => (typeof value === 'string' ? value : encode(value, budget))

export const strings: NativeTable = {
  'tostring/0': toText,
  'tojson/0': (value, _args, { budget }) => encode(value, budget),
  'fromjson/0': fromJson,
  'tonumber/0': toNumber,
  'toboolean/0': (value) => {
    if (typeof value === 'boolean') return value
    if (typeof value !== 'string') throw wrongType('toboolean', value)
    if (value !== 'true' && value !== 'false') throw notApplicable('toboolean', value, [], 'invalid boolean')
    return value === 'true'
  },
  'startswith/1': ofTexts('startswith', (text, part) => text.startsWith(part)),
  'endswith/1': ofTexts('endswith', (text, part) => text.endsWith(part)),
  'ltrimstr/1': ofTexts('ltrimstr', withoutStart),
  'rtrimstr/1': ofTexts('rtrimstr', withoutEnd),
  'trimstr/1': ofTexts('trimstr', (text, part) => withoutEnd(withoutStart(text, part), part)),
  'ltrim/0': ofText('ltrim', (text) => text.replace(leading, '')),
  'rtrim/0': ofText('rtrim', trimRight),
  'trim/0': ofText('trim', (text) => trimRight(text.replace(leading, ''))),
  'explode/0': ofText('explode', (text, { budget }) => {
    budget.items(text.length * 4)
    return runesOf(text).map((code) => BigInt(code))
  }),
  'implode/0': implode,
  'split/1': split,
  'join/1': join,
  'ascii_downcase/0': ofText('ascii_downcase', (text, { budget }) =>
    rewritten(text, budget).replace(/[A-Z]+/g, (part) => part.toLowerCase()),
  ),
  'ascii_upcase/0': ofText('ascii_upcase', (text, { budget }) =>
    rewritten(text, budget).replace(/[a-z]+/g, (part) => part.toUpperCase()),
  ),
}
