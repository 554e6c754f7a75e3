import { parseNumber } from '../text/parse-number.ts'
import type { Value } from '../value.ts'
import { call1 } from './call.ts'
import { isFunction } from './function.ts'
import { metamethod, metamethodOfEither } from './metatable.ts'
import type { Runtime } from './runtime.ts'
import { Table } from './table.ts'
import { typeName } from './type-name.ts'

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%' | '^'

const events: Readonly<Record<ArithmeticOperator, string>> = {
  '+': '__add',
  '-': '__sub',
  '*': '__mul',
  '/': '__div',
  '%': '__mod',
  '^': '__pow',
}

/** Of operands that are not both numbers: a metamethod, or the numbers that strings spell. */
export function arithmetic(runtime: Runtime, operator: ArithmeticOperator, left: Value, right: Value): Value {
  const event = events[operator]
  const meta = metamethodOfEither(runtime, left, right, event)
  if (isFunction(meta)) return call1(runtime, meta, [left, right])
  const a = toOperand(runtime, left)
  const b = toOperand(runtime, right)
  if (typeof a === 'number' && typeof b === 'number') return compute(operator, a, b)
  throw runtime.raise(`cannot perform ${event.slice(2)} operation between ${typeName(a)} and ${typeName(b)}`)
}

/** Steps for reading a number, besides those for its length. */
const readingCost = 8

function toOperand(runtime: Runtime, value: Value): Value {
  if (typeof value !== 'string') return value
  runtime.spend(readingCost + (value.length >> 2))
  return parseNumber(value) ?? value
}

function compute(operator: ArithmeticOperator, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '*':
      return a * b
    case '/':
      return a / b
    case '%':
      return modulo(a, b)
    case '^':
      return power(a, b)
    default:
      return operator satisfies never
  }
}

/** The result has the sign of the divisor. */
export function modulo(a: number, b: number): number {
  const rest = a % b
  return (b > 0 && rest < 0) || (b < 0 && rest > 0) ? rest + b : rest
}

/** Go's math.Pow, which differs from JavaScript's where one of the operands is 1 or -1. */
export function power(a: number, b: number): number {
  if (a === 1) return 1
  if (a === -1 && (b === Infinity || b === -Infinity)) return 1
  return a ** b
}

export function negate(runtime: Runtime, value: Value): Value {
  if (typeof value === 'number') return -value
  const meta = metamethod(runtime, value, '__unm')
  if (isFunction(meta)) return call1(runtime, meta, [value])
  const number = toOperand(runtime, value)
  if (typeof number === 'number') return -number
  throw runtime.raise('__unm undefined')
}

export function lengthOf(runtime: Runtime, value: Value): Value {
  if (typeof value === 'string') return value.length
  const meta = metamethod(runtime, value, '__len')
  if (isFunction(meta)) return call1(runtime, meta, [value])
  if (value instanceof Table) return tableLength(runtime, value)
  throw runtime.raise('__len undefined')
}

/** Looks past the nils at the end, one after the other. */
export function tableLength(runtime: Runtime, table: Table): number {
  const length = table.length()
  const skipped = table.array.length - length
  if (skipped > 16) runtime.spend(skipped >> 2)
  return length
}
