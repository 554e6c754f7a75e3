import { Failure } from '../fault.ts'
import { byteLength, sliceBytes } from '@millrace/value'
import { Int } from '../value/int.ts'
import { List } from '../value/list.ts'
import { typeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'

/** Go's own `slice`, which Sprig's of the same name hides: `x[1:2]` of a list or a string. */
export function sliceValue(item: Value, indexes: readonly Value[]): Value {
  if (item === undefined || item === null) throw new Failure('slice of untyped nil')
  if (indexes.length > 3) throw new Failure(`too many slice indexes: ${indexes.length}`)
  if (typeof item === 'string') {
    if (indexes.length === 3) throw new Failure('cannot 3-index slice a string')
    const length = byteLength(item)
    const { from, to } = limits(indexes, length, length)
    return sliceBytes(item, from, to)
  }
  if (!(item instanceof List)) throw new Failure(`can't slice item of type ${typeOf(item)}`)
  const all = [...item.items, ...item.spare]
  const { from, to, end } = limits(indexes, item.items.length, all.length)
  return new List(all.slice(from, to), item.element, { isNil: item.isNil, spare: all.slice(to, end) })
}

function limits(
  indexes: readonly Value[],
  length: number,
  capacity: number,
): { readonly from: number; readonly to: number; readonly end: number } {
  const [from = 0, to = length, end = capacity] = indexes.map((index) => offset(index, capacity))
  if (from > to) throw new Failure(`invalid slice index: ${from} > ${to}`)
  if (to > end) throw new Failure(`invalid slice index: ${to} > ${end}`)
  return { from, to, end }
}

function offset(index: Value, capacity: number): number {
  if (index === undefined || index === null) throw new Failure('cannot index slice/array with nil')
  if (!(index instanceof Int)) throw new Failure(`cannot index slice/array with type ${typeOf(index)}`)
  if (index.value < 0n || index.value > BigInt(capacity)) throw new Failure(`index out of range: ${index.value}`)
  return Number(index.value)
}
