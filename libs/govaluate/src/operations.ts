import { Re2Error, compile as compilePattern } from '@millrace/re2'
import { compareUtf8, power } from '@millrace/value'
import { deepEqual } from './deep-equal.ts'
import { print } from './print.ts'
import { OperationFault } from './run.ts'
import type { Run } from './run.ts'
import type { Symbol } from './symbols.ts'
import { Pattern, isList } from './value.ts'
import type { Value } from './value.ts'
import { shiftLeft, shiftRight, toInt64 } from './whole-numbers.ts'

/** What an operator makes of its two operands. Throws an OperationFault. */
export type Operation = (left: Value, right: Value, run: Run) => Value

function unfit(value: Value, family: 'modifier' | 'comparator', symbol: Symbol, run: Run): OperationFault {
  const shown = print(value, run)
  return new OperationFault(`Value '${shown}' cannot be used with the ${family} '${symbol}', it is not a number`)
}

function notBool(value: Value, family: 'logical operator' | 'ternary operator', symbol: string, run: Run): never {
  const shown = print(value, run)
  throw new OperationFault(`Value '${shown}' cannot be used with the ${family} '${symbol}', it is not a bool`)
}

const numeric = (symbol: Symbol, compute: (left: number, right: number) => number): Operation => {
  return (left, right, run) => {
    if (typeof left !== 'number') throw unfit(left, 'modifier', symbol, run)
    if (typeof right !== 'number') throw unfit(right, 'modifier', symbol, run)
    return compute(left, right)
  }
}

const add: Operation = (left, right, run) => {
  if (typeof left === 'number' && typeof right === 'number') return left + right
  if (typeof left !== 'string' && typeof right !== 'string') throw unfit(left, 'modifier', '+', run)
  return print(left, run) + print(right, run)
}

const ordered = (symbol: Symbol, holds: (left: number, right: number) => boolean): Operation => {
  return (left, right, run) => {
    if (typeof left === 'number' && typeof right === 'number') return holds(left, right)
    if (typeof left !== 'string' || typeof right !== 'string') throw unfit(left, 'comparator', symbol, run)
    run.text(Math.min(left.length, right.length))
    return holds(compareUtf8(left, right), 0)
  }
}

const matches = (symbol: '=~' | '!~'): Operation => {
  return (left, right, run) => {
    if (typeof left !== 'string') throw unfit(left, 'comparator', symbol, run)
    if (typeof right !== 'string' && !(right instanceof Pattern)) throw unfit(right, 'comparator', symbol, run)
    const regexp = right instanceof Pattern ? right.regexp : patternOf(right, run)
    run.text(left.length)
    return regexp.test(left) === (symbol === '=~')
  }
}

/** Compiling a pattern costs about as much as this much text. */
const patternText = 10_000

function patternOf(source: string, run: Run): Pattern['regexp'] {
  run.text(patternText + source.length)
  try {
    return compilePattern(source)
  } catch (error) {
    if (!(error instanceof Re2Error)) throw error
    throw new OperationFault(`Unable to compile regexp pattern '${source}': ${error.goMessage}`)
  }
}

const isIn: Operation = (left, right, run) => {
  if (!isList(right)) throw unfit(right, 'comparator', 'in', run)
  for (const item of right) {
    run.step()
    if (item === left) {
      if (isComparable(left)) return true
      throw uncomparable(left)
    }
    // Two lists, or two maps: Go gives up where it would have to compare them.
    if (!isComparable(left) && !isComparable(item) && isList(left) === isList(item)) throw uncomparable(left)
  }
  return false
}

function isComparable(value: Value): boolean {
  return typeof value !== 'object' || value === null || value instanceof Pattern
}

function uncomparable(value: Value): OperationFault {
  const type = isList(value) ? '[]interface {}' : 'map[string]interface {}'
  return new OperationFault(`runtime error: comparing uncomparable type ${type}`)
}

const logical = (symbol: '&&' | '||', holds: (left: boolean, right: boolean) => boolean): Operation => {
  return (left, right, run) => {
    if (typeof left !== 'boolean') return notBool(left, 'logical operator', symbol, run)
    if (typeof right !== 'boolean') return notBool(right, 'logical operator', symbol, run)
    return holds(left, right)
  }
}

const separate: Operation = (left, right, run) => {
  if (!isList(left)) return [left, right]
  run.step(left.length)
  return [...left, right]
}

const bits = (symbol: Symbol, compute: (left: bigint, right: bigint) => bigint): Operation => {
  return numeric(symbol, (left, right) => Number(compute(toInt64(left), toInt64(right))))
}

export const operations: Readonly<Record<Symbol, Operation>> = {
  ',': separate,
  '?': (left, right, run) => {
    if (typeof left !== 'boolean') return notBool(left, 'ternary operator', '?', run)
    return left ? right : null
  },
  ':': (left, right) => left ?? right,
  '??': (left, right) => left ?? right,
  '||': logical('||', (left, right) => left || right),
  '&&': logical('&&', (left, right) => left && right),
  '==': (left, right, run) => deepEqual(left, right, run),
  '!=': (left, right, run) => !deepEqual(left, right, run),
  '>': ordered('>', (left, right) => left > right),
  '>=': ordered('>=', (left, right) => left >= right),
  '<': ordered('<', (left, right) => left < right),
  '<=': ordered('<=', (left, right) => left <= right),
  '=~': matches('=~'),
  '!~': matches('!~'),
  in: isIn,
  '^': bits('^', (left, right) => left ^ right),
  '&': bits('&', (left, right) => left & right),
  '|': bits('|', (left, right) => left | right),
  '<<': numeric('<<', shiftLeft),
  '>>': numeric('>>', shiftRight),
  '+': add,
  '-': numeric('-', (left, right) => left - right),
  '*': numeric('*', (left, right) => left * right),
  '/': numeric('/', (left, right) => left / right),
  '%': numeric('%', (left, right) => left % right),
  '**': numeric('**', power),
}

/** Whether the left operand alone decides, so that the right one is not looked at: then what the result is. */
export function decided(symbol: Symbol, left: Value): { readonly result: Value } | undefined {
  if (symbol === '&&' && left === false) return { result: false }
  if (symbol === '||' && left === true) return { result: true }
  if (symbol === '?' && left === false) return { result: null }
  return (symbol === '??' || symbol === ':') && left !== null ? { result: left } : undefined
}
