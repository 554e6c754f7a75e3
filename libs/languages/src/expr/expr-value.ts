import {
  Boxed,
  Duration,
  TypedInt,
  TypedSlice,
  anyType,
  durationType,
  int64Type,
  sliceOf,
  stringType,
} from '@millrace/expr'
import type { GoType, PlainMap, Value as ExprValue } from '@millrace/expr'
import { Dict, Int, List, Time as SprigTime } from '@millrace/gotemplate'
import { Location as SprigLocation, Opaque, bytesOf } from '@millrace/gotemplate/sprig'
import type { Value as SprigValue } from '@millrace/gotemplate/sprig'

/** A value of a Go type that expressions know nothing of but its name. */
class Foreign extends Boxed {
  readonly type: GoType

  constructor(name: string) {
    super()
    this.type = { name, kind: 'struct', pkg: 'foreign' }
  }
}

/** What a function of Sprig gave, as a value of expressions. */
export function fromSprig(value: SprigValue): ExprValue {
  if (value === undefined || value === null) return null
  if (typeof value !== 'object') return value
  if (value instanceof Int) return fromInt(value)
  if (value instanceof Dict) return fromDict(value)
  if (value instanceof List) return fromList(value)
  if (value instanceof SprigTime) return value.at
  if (value instanceof SprigLocation) return value.place
  return new Foreign(value instanceof Opaque ? value.type : 'complex128')
}

function fromInt({ type, kind, value }: Int): ExprValue {
  if (type === 'int') return value
  if (type === 'time.Duration') return new Duration(value)
  return new TypedInt(type === 'int64' ? int64Type : { name: type, kind, pkg: '' }, value)
}

function fromDict(dict: Dict): PlainMap {
  // Without a prototype any text is a key.
  const map = Object.create(null) as Record<string, ExprValue>
  for (const [key, member] of dict.entries()) map[key] = fromSprig(member)
  return map
}

function fromList(list: List): ExprValue {
  if (list.element === 'uint8') return bytesOf(list)
  const items = list.items.map(fromSprig)
  if (list.element === 'interface {}' && !list.isNil) return items
  return new TypedSlice(sliceOf(elementType(list.element)), items, list.isNil)
}

function elementType(name: string): GoType {
  if (name === 'string') return stringType
  if (name === 'time.Duration') return durationType
  return name === 'interface {}' ? anyType : { name, kind: 'interface', pkg: '' }
}
