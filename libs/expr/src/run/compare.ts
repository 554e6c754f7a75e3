import { Time } from '@millrace/gotime'
import { compareUtf8 } from '@millrace/value'
import { toFloat } from '../value/int.ts'
import { Panic } from '../value/panic.ts'
import { typeName } from '../value/type-of.ts'
import { Duration } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import { operand } from './arithmetic.ts'

export type Order = '<' | '>' | '<=' | '>='

/** One of the four comparisons; only like things have an order. */
export function compare(a: Value, operator: Order, b: Value): boolean {
  const x = operand(a)
  const y = operand(b)
  if (x !== undefined && y !== undefined) {
    return typeof x === typeof y ? holds(x, operator, y) : holds(toFloat(a), operator, toFloat(b))
  }
  if (typeof a === 'string' && typeof b === 'string') return holds(compareUtf8(a, b), operator, 0)
  if (a instanceof Time && b instanceof Time) return holds(a.compare(b), operator, 0)
  if (a instanceof Duration && b instanceof Duration) return holds(a.ns, operator, b.ns)
  throw new Panic(`invalid operation: ${typeName(a)} ${operator} ${typeName(b)}`)
}

function holds(x: number | bigint, operator: Order, y: number | bigint): boolean {
  switch (operator) {
    case '<':
      return x < y
    case '>':
      return x > y
    case '<=':
      return x <= y
    case '>=':
      return x >= y
    default:
      return operator satisfies never
  }
}
