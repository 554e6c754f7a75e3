import { JsonError, decodeJson, parseFloat64, parseInt64 } from '@millrace/value'
import { JsonPathError } from '../error.ts'
import { elementsOf, goText } from '../value.ts'
import type { Value } from '../value.ts'
import type { Context } from '../walk.ts'
import type { Operand } from './script.ts'

/** The value of an operand. Names that stand for something are replaced, all else that is written is a text. */
function valueOf(operand: Exclude<Operand, undefined>, context: Context, current: Value): Value {
  if (operand.kind === 'value') return operand.value
  const value = operand.kind === 'script' ? operand.run(context, current) : operand.text
  return typeof value === 'string' ? named(value, context, current) : value
}

function named(text: string, { root }: Context, current: Value): Value {
  if (text === '$') return root
  if (text === '@') return current
  return text === 'nil' || text === 'null' ? null : text
}

export function isNamed(text: string): boolean {
  return ['$', '@', 'nil', 'null'].includes(text)
}

export function numberOf(operand: Operand, context: Context, current: Value): number {
  const parsed = parseFloat64(goText(given(operand, context, current)))
  if (parsed.kind !== 'float') throw new JsonPathError('invalid argument. expected number')
  return parsed.value
}

export function bigintOf(operand: Operand, context: Context, current: Value): bigint {
  const parsed = parseInt64(goText(given(operand, context, current)), 10)
  if (parsed.kind !== 'int') throw new JsonPathError('invalid argument. expected integer')
  return parsed.value
}

const booleans: Readonly<Record<string, boolean>> = {
  ...Object.fromEntries(['1', 't', 'T', 'TRUE', 'true', 'True'].map((text) => [text, true])),
  ...Object.fromEntries(['0', 'f', 'F', 'FALSE', 'false', 'False'].map((text) => [text, false])),
}

/** Nothing and nil are false. */
export function booleanOf(operand: Operand, context: Context, current: Value): boolean {
  const value = operand === undefined ? null : valueOf(operand, context, current)
  if (value === null) return false
  const text = goText(value)
  const found = Object.hasOwn(booleans, text) ? booleans[text] : undefined
  if (found === undefined) throw new JsonPathError('invalid argument. expected boolean')
  return found
}

/** A text in single quotes where it is one, else as it is printed. */
export function textOf(operand: Operand, context: Context, current: Value): string {
  if (operand === undefined) throw nothing()
  const raw =
    operand.kind === 'value' ? operand.value : operand.kind === 'text' ? operand.text : operand.run(context, current)
  if (typeof raw !== 'string') return goText(raw)
  if (!isNamed(raw)) return requoted(raw)
  const value = named(raw, context, current)
  if (typeof value !== 'string') return goText(value)
  return isIn(value, "'") ? value : `'${isIn(value, '"') ? value.slice(1, -1) : value}'`
}

function requoted(text: string): string {
  return isIn(text, '"') ? `'${text.slice(1, -1)}'` : text
}

export function isIn(text: string, quote: string): boolean {
  return text.length > 1 && text.startsWith(quote) && text.endsWith(quote)
}

/** The items of a list, or the members of a map. */
export function itemsOf(operand: Operand, context: Context, current: Value): readonly Value[] {
  if (operand === undefined) throw nothing()
  const value = valueOf(operand, context, current)
  const elements = elementsOf(typeof value === 'string' ? collectionOf(value) : value)
  if (elements !== undefined) return elements
  throw value === null ? nothing() : new JsonPathError('invalid argument. expected array, map, or slice')
}

function collectionOf(text: string): Value {
  const isCollection = (text.startsWith('{') && text.endsWith('}')) || (text.startsWith('[') && text.endsWith(']'))
  if (!isCollection) return text
  try {
    // What is decoded is JSON, and so a value.
    return decodeJson(text) as Value
  } catch (error) {
    if (error instanceof JsonError) throw new JsonPathError('invalid argument')
    throw error
  }
}

function given(operand: Operand, context: Context, current: Value): Value {
  if (operand === undefined) throw nothing()
  return valueOf(operand, context, current)
}

function nothing(): JsonPathError {
  return new JsonPathError('invalid argument. is nil')
}
