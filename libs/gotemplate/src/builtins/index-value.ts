import { Failure } from '../fault.ts'
import { zeroOf } from '../run/field.ts'
import { byteLength, toBytes } from '@millrace/value'
import { Dict } from '../value/dict.ts'
import { Int, int } from '../value/int.ts'
import { List } from '../value/list.ts'
import { kindOf, typeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'

/** Go's `index x 1 "k"`. */
export function indexValue(item: Value, indexes: readonly Value[]): Value {
  if (item === undefined || item === null) throw new Failure('index of untyped nil')
  let value: Value = item
  for (const index of indexes) {
    if (value === undefined || value === null) throw new Failure('index of nil pointer')
    value = member(value, index)
  }
  return value
}

function member(value: Value, index: Value): Value {
  if (value instanceof List) return value.items[offset(index, value.items.length)]
  if (value instanceof Dict) {
    if (index === undefined || index === null) throw new Failure('value is nil; should be of type string')
    if (typeof index !== 'string') throw new Failure(`value has type ${typeOf(index)}; should be string`)
    const found = value.get(index)
    return found === undefined ? zeroOf(value.element) : found
  }
  if (typeof value === 'string') {
    const bytes = toBytes(value)
    return new Int(BigInt(bytes[offset(index, bytes.length)] ?? 0), 'uint8')
  }
  throw new Failure(`can't index item of type ${typeOf(value)}`)
}

function offset(index: Value, length: number): number {
  if (index === undefined || index === null) throw new Failure('cannot index slice/array with nil')
  if (!(index instanceof Int)) throw new Failure(`cannot index slice/array with type ${typeOf(index)}`)
  if (index.value < 0n || index.value >= BigInt(length)) throw new Failure(`index out of range: ${index.value}`)
  return Number(index.value)
}

/** Go's `len`. */
export function lengthOf(item: Value): Int {
  if (typeof item === 'string') return int(byteLength(item))
  if (item instanceof List) return int(item.items.length)
  if (item instanceof Dict) return int(item.size)
  if (item === null) throw new Failure('len of nil pointer')
  if (item === undefined) throw new Failure('reflect: call of reflect.Value.Type on zero Value')
  throw new Failure(`len of type ${kindOf(item) === 'invalid' ? 'nil' : typeOf(item)}`)
}
