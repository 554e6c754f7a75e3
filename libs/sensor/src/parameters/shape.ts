import { forEach, isArray, isObject, isValid, parse, quote, toStr } from '@millrace/gjson'
import type { GjsonResult } from '@millrace/gjson'

/** The type of a JSON value in the original's structs, which decide what an object looks like as JSON. */
export type Shape =
  | { readonly kind: 'string' | 'boolean' | 'json' | 'textOrInteger' }
  | { readonly kind: 'integer'; readonly min: bigint; readonly max: bigint }
  | { readonly kind: 'list' | 'map'; readonly item: Shape }
  | Struct

export interface Struct {
  readonly kind: 'struct'
  readonly members: ReadonlyMap<string, Member>
}

export interface Member {
  readonly shape: Shape
  /** What stands there when the value is absent; undefined: nothing. */
  readonly absent: string | undefined
  /** Whether an empty value is written too. */
  readonly keepsEmpty: boolean
}

export type Conformed =
  | { readonly kind: 'json'; readonly json: string }
  | { readonly kind: 'fault'; readonly message: string }

/**
 * What becomes of a JSON text that is read into a struct and written again: members in the struct's order, those it does
 * not know gone, empty ones gone or added as the struct has it. A value of another type is a fault. Numbers and parts of
 * any shape keep their text.
 */
export function conform(struct: Struct, json: string): Conformed {
  if (!isValid(json)) return { kind: 'fault', message: 'the result is not valid JSON' }
  const faults: string[] = []
  const text = writeStruct(struct, parse(json), '', faults)
  const [message] = faults
  return message === undefined ? { kind: 'json', json: text } : { kind: 'fault', message }
}

const emptyTexts = new Set(['""', 'false', '0', '[]', '{}', 'null'])

function write(shape: Shape, value: GjsonResult, path: string, faults: string[]): string {
  switch (shape.kind) {
    case 'string':
      return value.type === 'String' ? quote(toStr(value)) : mismatch('a string', value, path, faults)
    case 'boolean':
      return value.type === 'True' || value.type === 'False' ? value.raw : mismatch('a boolean', value, path, faults)
    case 'integer':
      return fits(shape, value) ? value.raw : mismatch('an integer that fits', value, path, faults)
    case 'textOrInteger':
      if (value.type === 'String') return quote(toStr(value))
      return isInteger(value) ? value.raw : mismatch('a text or an integer', value, path, faults)
    case 'json':
      return value.raw.trim()
    case 'list':
      return isArray(value) ? writeList(shape.item, value, path, faults) : mismatch('a list', value, path, faults)
    case 'map':
      return isObject(value) ? writeMap(shape.item, value, path, faults) : mismatch('a map', value, path, faults)
    case 'struct':
      return writeStruct(shape, value, path, faults)
    default:
      return shape satisfies never
  }
}

function mismatch(expected: string, value: GjsonResult, path: string, faults: string[]): string {
  faults.push(`${path} must be ${expected}, not ${article(value)}`)
  return 'null'
}

function article(value: GjsonResult): string {
  if (isArray(value)) return 'a list'
  if (isObject(value)) return 'an object'
  const names = { String: 'a string', Number: 'the number ' + value.raw, True: 'true', False: 'false' }
  return value.type === 'Null' || value.type === 'JSON' ? 'null' : names[value.type]
}

function isInteger(value: GjsonResult): boolean {
  return value.type === 'Number' && /^-?[0-9]+$/.test(value.raw)
}

function fits(shape: Extract<Shape, { kind: 'integer' }>, value: GjsonResult): boolean {
  if (!isInteger(value)) return false
  const integer = BigInt(value.raw)
  return integer >= shape.min && integer <= shape.max
}

/** A null among the elements is the empty value of their type. */
function writeList(item: Shape, value: GjsonResult, path: string, faults: string[]): string {
  const items: string[] = []
  forEach(value, (element) => {
    const text = element.type === 'Null' ? emptyOf(item) : write(item, element, `${path}[${items.length}]`, faults)
    items.push(text)
  })
  return `[${items.join(',')}]`
}

function writeMap(item: Shape, value: GjsonResult, path: string, faults: string[]): string {
  const members: string[] = []
  forEach(value, (element, key) => {
    const name = key === undefined ? '' : toStr(key)
    const text = element.type === 'Null' ? emptyOf(item) : write(item, element, `${path}.${name}`, faults)
    members.push(`${quote(name)}:${text}`)
  })
  return `{${members.join(',')}}`
}

function writeStruct(struct: Struct, value: GjsonResult, path: string, faults: string[]): string {
  if (!isObject(value)) return mismatch('an object', value, path === '' ? 'the result' : path, faults)
  const written = new Map<string, string>()
  forEach(value, (element, key) => {
    const name = memberName(struct, key === undefined ? '' : toStr(key))
    const member = name === undefined ? undefined : struct.members.get(name)
    if (name === undefined || member === undefined || element.type === 'Null') return
    written.set(name, write(member.shape, element, path === '' ? name : `${path}.${name}`, faults))
  })
  const members: string[] = []
  for (const [name, member] of struct.members) {
    const text = written.get(name)
    const isGone = text === undefined || (emptyTexts.has(text) && !member.keepsEmpty)
    const stands = isGone ? member.absent : text
    if (stands !== undefined) members.push(`${quote(name)}:${stands}`)
  }
  return `{${members.join(',')}}`
}

/** Names are also found in another case, as Go finds them. */
function memberName(struct: Struct, written: string): string | undefined {
  if (struct.members.has(written)) return written
  const lower = written.toLowerCase()
  return struct.members.keys().find((name) => name.toLowerCase() === lower)
}

/** The JSON of a type's empty value. */
export function emptyOf(shape: Shape): string {
  switch (shape.kind) {
    case 'string':
      return '""'
    case 'boolean':
      return 'false'
    case 'integer':
      return '0'
    case 'struct':
      return writeStruct(shape, parse('{}'), '', [])
    case 'json':
    case 'textOrInteger':
    case 'list':
    case 'map':
      return 'null'
    default:
      return shape satisfies never
  }
}
