import { Failure } from '../fault.ts'
import { compareUtf8 } from '@millrace/value'
import { Complex } from '../value/complex.ts'
import { Dict } from '../value/dict.ts'
import { Int } from '../value/int.ts'
import { List } from '../value/list.ts'
import { Opaque } from '../value/opaque.ts'
import { kindOf, typeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'

/** The kinds that Go compares; signed and unsigned integers compare with each other. */
type Basic = 'bool' | 'complex' | 'int' | 'uint' | 'float' | 'string'

function basicKind(value: Value): Basic | undefined {
  if (typeof value === 'string') return 'string'
  if (typeof value === 'number') return 'float'
  if (typeof value === 'boolean') return 'bool'
  if (value instanceof Int) return value.isUnsigned ? 'uint' : 'int'
  return value instanceof Complex ? 'complex' : undefined
}

/** Go's `eq`: whether the first equals any of the others. */
export function equalsAny(first: Value, others: readonly Value[]): boolean {
  if (others.length === 0) throw new Failure('missing argument for comparison')
  return others.some((other) => equals(first, other))
}

function equals(a: Value, b: Value): boolean {
  const left = basicKind(a)
  const right = basicKind(b)
  if (a instanceof Int && b instanceof Int) return a.value === b.value
  if (left !== right) {
    const bothThere = a !== undefined && a !== null && b !== undefined && b !== null
    if (bothThere) throw new Failure(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`)
    return false
  }
  if (a instanceof Complex && b instanceof Complex) return a.real === b.real && a.imaginary === b.imaginary
  if (left !== undefined) return a === b
  return equalsOther(a, b)
}

/** Of what is neither a number nor a text: nil equals nil, and structs and pointers can be the same. */
function equalsOther(a: Value, b: Value): boolean {
  const nothing = (value: Value): boolean => value === undefined || value === null
  if (!nothing(a) && !nothing(b) && kindOf(a) !== kindOf(b)) {
    throw new Failure(`non-comparable types ${typeOf(a)}, ${typeOf(b)}`)
  }
  if (isNil(a) || isNil(b)) return isNil(a) === isNil(b)
  if (!(b instanceof Opaque) || b.kind === 'func') throw new Failure(`non-comparable type ${typeOf(b)}`)
  if (b.kind === 'ptr') return a === b
  return a instanceof Opaque && a.type === b.type && a.equals(b)
}

function isNil(value: Value): boolean {
  return value === undefined || value === null || ((value instanceof Dict || value instanceof List) && value.isNil)
}

/** Go's `lt`. */
export function isLess(a: Value, b: Value): boolean {
  const left = basicKind(a)
  const right = basicKind(b)
  if (left === undefined || right === undefined) throw new Failure('invalid type for comparison')
  if (a instanceof Int && b instanceof Int) return a.value < b.value
  if (typeof a === 'number' && typeof b === 'number') return a < b
  if (typeof a === 'string' && typeof b === 'string') return compareUtf8(a, b) < 0
  if (left === right) throw new Failure('invalid type for comparison')
  throw new Failure(`incompatible types for comparison: ${typeOf(a)} and ${typeOf(b)}`)
}

/** Go's `le`, which is less or equal; with NaN it is neither. */
export function isLessOrEqual(a: Value, b: Value): boolean {
  return isLess(a, b) || equals(a, b)
}
