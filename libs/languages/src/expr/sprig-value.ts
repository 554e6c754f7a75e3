import { Location, Time } from '@millrace/gotime'
import { AnyMap, Duration, Func, Panic, TypedInt, TypedSlice, typeName } from '@millrace/expr'
import type { Value as ExprValue } from '@millrace/expr'
import { Dict, Int, List, Time as SprigTime, bytes } from '@millrace/gotemplate'
import { locationOf } from '@millrace/gotemplate/sprig'
import type { Value as SprigValue } from '@millrace/gotemplate/sprig'

/** A value of an expression as Sprig's functions take it. Throws a Panic for one that they have no form of. */
export function toSprig(value: ExprValue): SprigValue {
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
  if (typeof value === 'string') return value
  if (typeof value === 'bigint') return new Int(value)
  if (Array.isArray(value)) return new List((value as readonly ExprValue[]).map(toSprig))
  if (value instanceof Uint8Array) return bytes(value)
  if (value instanceof TypedInt) return new Int(value.value, value.type.name)
  if (value instanceof Duration) return new Int(value.ns, 'time.Duration')
  if (value instanceof Time) return SprigTime.of(value)
  if (value instanceof Location) return locationOf(value)
  if (value instanceof TypedSlice) {
    return new List(value.items.map(toSprig), value.type.elem?.name ?? 'interface {}', { isNil: value.isNil })
  }
  if (value instanceof AnyMap || value instanceof Func || !isPlain(value)) {
    throw new Panic(`Sprig's functions take no ${typeName(value)} here`)
  }
  return Dict.of(Object.entries(value).map(([key, member]) => [key, toSprig(member)]))
}

/** What is neither an instance of a class nor a list is a map. */
function isPlain(value: object): value is { readonly [key: string]: ExprValue } {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype
}
