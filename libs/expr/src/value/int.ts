import { isIntegerKind } from './go-type.ts'
import type { Kind } from './go-type.ts'
import { Panic } from './panic.ts'
import { typeName } from './type-of.ts'
import { TypedInt } from './value.ts'
import type { Value } from './value.ts'

export const intMin = -(1n << 63n)
export const intMax = (1n << 63n) - 1n

/** An int64 as it is after an overflow. */
export function wrap64(value: bigint): bigint {
  return BigInt.asIntN(64, value)
}

const bits: Partial<Record<Kind, number>> = { int8: 8, uint8: 8, int16: 16, uint16: 16, int32: 32, uint32: 32 }

/** An integer as it is after an overflow of its kind. */
export function wrap(kind: Kind, value: bigint): bigint {
  const width = bits[kind] ?? 64
  return kind.startsWith('u') ? BigInt.asUintN(width, value) : BigInt.asIntN(width, value)
}

/** float64 to int as amd64 does it: truncated, and the minimum for all that does not fit. */
export function truncate(value: number): bigint {
  if (value >= -9_223_372_036_854_775_808 && value < 9_223_372_036_854_775_808) return BigInt(Math.trunc(value))
  return intMin
}

/** Whether this is a value of one of Go's built-in integer types: not a `time.Month`, not a Duration. */
export function isSized(value: Value): value is TypedInt {
  return value instanceof TypedInt && value.type.pkg === ''
}

/** The original's `runtime.ToInt`. */
export function toInt(value: Value): bigint {
  if (typeof value === 'bigint') return value
  if (typeof value === 'number') return truncate(value)
  if (isSized(value)) return wrap64(value.value)
  throw new Panic(`invalid operation: int(${typeName(value)})`)
}

/** The original's `runtime.ToFloat64`. */
export function toFloat(value: Value): number {
  if (typeof value === 'number') return value
  if (typeof value === 'bigint') return Number(value)
  if (isSized(value)) return Number(value.value)
  throw new Panic(`invalid operation: float(${typeName(value)})`)
}

/** The value of anything that Go holds in an integer, named types too; `undefined` for all else. */
export function anyInteger(value: Value): bigint | undefined {
  if (typeof value === 'bigint') return value
  return value instanceof TypedInt && isIntegerKind(value.type.kind) ? value.value : undefined
}
