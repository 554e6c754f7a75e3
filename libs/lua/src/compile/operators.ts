import type { BinaryOperator, Expression } from '../parse/ast.ts'
import { arithmetic, lengthOf, modulo, negate, power } from '../run/arithmetic.ts'
import type { ArithmeticOperator } from '../run/arithmetic.ts'
import { equals, lessOrEqual, lessThan } from '../run/compare.ts'
import { concatAll, concatTwo } from '../run/concat.ts'
import type { Frame } from '../run/frame.ts'
import { isTruthy } from '../value.ts'
import type { Value } from '../value.ts'
import type { Compiler } from './compiler.ts'
import { longMin } from './long.ts'
import { readsLate } from './may-call.ts'
import type { Evaluate } from './prototype.ts'
import { operationAt } from './site.ts'

interface BinaryNode {
  readonly operator: BinaryOperator
  readonly left: Expression
  readonly right: Expression
  readonly line: number
}

export function compileBinary(node: BinaryNode, compiler: Compiler): Evaluate {
  const left = compiler.expression(node.left)
  const right = compiler.expression(node.right)
  if (!readsLate(node.left, node.right)) return operate(node.operator, left, right, node.line)
  // The left operand's register is read when the right one is known. Both operands are at hand when the operation asks for them.
  const operands: { a: Value; b: Value } = { a: undefined, b: undefined }
  const apply = operate(
    node.operator,
    () => operands.a,
    () => operands.b,
    node.line,
  )
  return (frame) => {
    const b = right(frame)
    operands.a = left(frame)
    operands.b = b
    return apply(frame)
  }
}

function operate(operator: BinaryOperator, left: Evaluate, right: Evaluate, line: number): Evaluate {
  switch (operator) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '^':
      return compute(operator, left, right, line)
    case '==':
    case '~=':
      return compileEquality(operator === '==', left, right, line)
    case '<':
    case '>':
    case '<=':
    case '>=':
      return compileOrder(operator, left, right, line)
    default:
      return operator satisfies never
  }
}

function compute(operator: ArithmeticOperator, left: Evaluate, right: Evaluate, line: number): Evaluate {
  const site = operationAt(line)
  const slow = (frame: Frame, a: Value, b: Value): Value => {
    frame.site = site
    return arithmetic(frame.runtime, operator, a, b)
  }
  switch (operator) {
    case '+':
      return (frame) => {
        const a = left(frame)
        const b = right(frame)
        return typeof a === 'number' && typeof b === 'number' ? a + b : slow(frame, a, b)
      }
    case '-':
      return (frame) => {
        const a = left(frame)
        const b = right(frame)
        return typeof a === 'number' && typeof b === 'number' ? a - b : slow(frame, a, b)
      }
    case '*':
      return (frame) => {
        const a = left(frame)
        const b = right(frame)
        return typeof a === 'number' && typeof b === 'number' ? a * b : slow(frame, a, b)
      }
    case '/':
      return (frame) => {
        const a = left(frame)
        const b = right(frame)
        return typeof a === 'number' && typeof b === 'number' ? a / b : slow(frame, a, b)
      }
    case '%':
    case '^': {
      const exact = operator === '%' ? modulo : power
      return (frame) => {
        const a = left(frame)
        const b = right(frame)
        if (typeof a !== 'number' || typeof b !== 'number') return slow(frame, a, b)
        // The engine divides large numbers bit by bit.
        if (a > largeMin || a < -largeMin) frame.runtime.spend(largeCost)
        return exact(a, b)
      }
    }
    default:
      return operator satisfies never
  }
}

/** Numbers beyond this are slow to divide and to raise to a power. */
const largeMin = 2 ** 53
/** Steps. */
const largeCost = 16

function compileEquality(isEqual: boolean, left: Evaluate, right: Evaluate, line: number): Evaluate {
  const site = operationAt(line)
  return (frame) => {
    const a = left(frame)
    const b = right(frame)
    if (typeof a === 'string' && a.length > longMin) frame.runtime.spend(a.length >> 4)
    if (a === b) return isEqual
    if (typeof a !== 'object' || typeof b !== 'object') return !isEqual
    frame.site = site
    return equals(frame.runtime, a, b) === isEqual
  }
}

function compileOrder(operator: BinaryOperator, left: Evaluate, right: Evaluate, line: number): Evaluate {
  const site = operationAt(line)
  // `a > b` is `b < a`, but a is looked at first.
  const isSwapped = operator === '>' || operator === '>='
  const isStrict = operator === '<' || operator === '>'
  return (frame) => {
    const a = left(frame)
    const b = right(frame)
    if (typeof a === 'number' && typeof b === 'number') {
      if (isSwapped) return isStrict ? a > b : a >= b
      return isStrict ? a < b : a <= b
    }
    frame.site = site
    const compare = isStrict ? lessThan : lessOrEqual
    return isSwapped ? compare(frame.runtime, b, a) : compare(frame.runtime, a, b)
  }
}

export function compileLogical(
  operator: 'and' | 'or',
  leftNode: Expression,
  rightNode: Expression,
  compiler: Compiler,
): Evaluate {
  const left = compiler.expression(leftNode)
  const right = compiler.expression(rightNode)
  if (operator === 'and') {
    return (frame) => {
      const value = left(frame)
      return isTruthy(value) ? right(frame) : value
    }
  }
  return (frame) => {
    const value = left(frame)
    return isTruthy(value) ? value : right(frame)
  }
}

export function compileConcat(nodes: readonly Expression[], line: number, compiler: Compiler): Evaluate {
  const site = operationAt(line)
  const parts = nodes.map((node) => compiler.expression(node))
  const [left, right] = parts
  if (left !== undefined && right !== undefined && parts.length === 2) {
    return (frame) => {
      const a = left(frame)
      const b = right(frame)
      frame.site = site
      return concatTwo(frame.runtime, a, b)
    }
  }
  return (frame) => {
    const values = parts.map((part) => part(frame))
    frame.site = site
    return concatAll(frame.runtime, values)
  }
}

export function compileUnary(
  kind: 'not' | 'negate' | 'length',
  node: Expression,
  line: number,
  compiler: Compiler,
): Evaluate {
  const operand = compiler.expression(node)
  const site = operationAt(line)
  if (kind === 'not') return (frame) => !isTruthy(operand(frame))
  const apply = kind === 'negate' ? negate : lengthOf
  return (frame) => {
    const value = operand(frame)
    frame.site = site
    return apply(frame.runtime, value)
  }
}
