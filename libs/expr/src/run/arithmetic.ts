import { Time } from '@millrace/gotime'
import { concat } from '@millrace/value'
import { isSized, toFloat, wrap, wrap64 } from '../value/int.ts'
import { Panic } from '../value/panic.ts'
import { typeName } from '../value/type-of.ts'
import { Duration, TypedInt } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import type { Machine } from './machine.ts'
import { power } from '@millrace/value'

function mismatch(a: Value, operator: string, b: Value): Panic {
  return new Panic(`invalid operation: ${typeName(a)} ${operator} ${typeName(b)}`)
}

/** A number as it takes part in arithmetic: int (any integer becomes one) or float64. */
export function operand(value: Value): number | bigint | undefined {
  if (typeof value === 'number' || typeof value === 'bigint') return value
  return isSized(value) ? wrap64(value.value) : undefined
}

export function add(m: Machine, a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') return a + b
  if (typeof a === 'bigint' && typeof b === 'bigint') return BigInt.asIntN(64, a + b)
  if (typeof a === 'string' && typeof b === 'string') {
    m.growText(a.length + b.length)
    return concat(a, b)
  }
  const x = operand(a)
  const y = operand(b)
  if (x !== undefined && y !== undefined) {
    return typeof x === 'bigint' && typeof y === 'bigint' ? wrap64(x + y) : toFloat(a) + toFloat(b)
  }
  if (a instanceof Time && b instanceof Duration) return a.add(b.ns)
  if (a instanceof Duration && b instanceof Time) return b.add(a.ns)
  if (a instanceof Duration && b instanceof Duration) return new Duration(wrap64(a.ns + b.ns))
  throw mismatch(a, '+', b)
}

export function subtract(a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') return a - b
  if (typeof a === 'bigint' && typeof b === 'bigint') return BigInt.asIntN(64, a - b)
  const x = operand(a)
  const y = operand(b)
  if (x !== undefined && y !== undefined) {
    return typeof x === 'bigint' && typeof y === 'bigint' ? wrap64(x - y) : toFloat(a) - toFloat(b)
  }
  if (a instanceof Time && b instanceof Time) return new Duration(a.sub(b))
  if (a instanceof Time && b instanceof Duration) return a.add(wrap64(-b.ns))
  if (a instanceof Duration && b instanceof Duration) return new Duration(wrap64(a.ns - b.ns))
  throw mismatch(a, '-', b)
}

export function multiply(a: Value, b: Value): Value {
  if (typeof a === 'number' && typeof b === 'number') return a * b
  if (typeof a === 'bigint' && typeof b === 'bigint') return BigInt.asIntN(64, a * b)
  const x = a instanceof Duration ? a.ns : operand(a)
  const y = b instanceof Duration ? b.ns : operand(b)
  if (x === undefined || y === undefined) throw mismatch(a, '*', b)
  if (typeof x === 'number' || typeof y === 'number') return asFloat(a, x) * asFloat(b, y)
  const product = wrap64(x * y)
  return a instanceof Duration || b instanceof Duration ? new Duration(product) : product
}

/** As float64: an unsigned integer is not first made an int. */
function asFloat(value: Value, operand: number | bigint): number {
  return value instanceof Duration ? Number(operand) : toFloat(value)
}

export function divide(a: Value, b: Value): Value {
  const x = operand(a)
  const y = operand(b)
  if (x === undefined || y === undefined) throw mismatch(a, '/', b)
  return toFloat(a) / toFloat(b)
}

export function modulo(a: Value, b: Value): Value {
  const x = operand(a)
  const y = operand(b)
  if (typeof x !== 'bigint' || typeof y !== 'bigint') throw mismatch(a, '%', b)
  if (y === 0n) throw new Panic('runtime error: integer divide by zero')
  return wrap64(x % y)
}

export function exponent(a: Value, b: Value): Value {
  return power(toFloat(a), toFloat(b))
}

export function negate(value: Value): Value {
  if (typeof value === 'number') return -value
  if (typeof value === 'bigint') return wrap64(-value)
  if (isSized(value)) return new TypedInt(value.type, wrap(value.type.kind, -value.value))
  throw new Panic(`invalid operation: - ${typeName(value)}`)
}
