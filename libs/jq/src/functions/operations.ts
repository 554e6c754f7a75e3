import type { CalculatingOperator } from '../parse/node.ts'
import { compare } from '../value/compare.ts'
import { add, divide, modulo, multiply, subtract } from './arithmetic.ts'
import type { Operation } from './arithmetic.ts'

/** What each operator does to its operands. */
export const operations: Readonly<Record<CalculatingOperator, Operation>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': modulo,
  '==': (left, right, { budget }) => compare(left, right, budget) === 0,
  '!=': (left, right, { budget }) => compare(left, right, budget) !== 0,
  '<': (left, right, { budget }) => compare(left, right, budget) < 0,
  '<=': (left, right, { budget }) => compare(left, right, budget) <= 0,
  '>': (left, right, { budget }) => compare(left, right, budget) > 0,
  '>=': (left, right, { budget }) => compare(left, right, budget) >= 0,
}
