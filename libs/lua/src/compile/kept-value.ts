import type { Expression } from '../parse/ast.ts'
import type { Frame } from '../run/frame.ts'
import { isTruthy } from '../value.ts'
import type { Value } from '../value.ts'
import { compileExpression } from './expression.ts'
import type { Evaluate } from './prototype.ts'

/** The variable keeps the value that it has. */
export const keep = Symbol('keep')

export type EvaluateOrKeep = (frame: Frame) => Value | typeof keep

/**
 * The value for a local variable that exists already. In `x = a.b and c`, gopher-lua does not store what is not true: x keeps its
 * value when `a.b` is nil or false. It does store when the left operand is a local variable, a comparison or a literal.
 */
export function compileKept(node: Expression, chunk: string): EvaluateOrKeep {
  if (node.kind !== 'logical') return compileExpression(node, chunk)
  const right = compileKept(node.right, chunk)
  if (node.operator === 'or') return either(compileExpression(node.left, chunk), right)
  return both(compileOperand(node.left, chunk), right)
}

/** An operand whose value is the result when it is not true. */
function compileOperand(node: Expression, chunk: string): EvaluateOrKeep {
  if (node.kind === 'logical') {
    const right = compileOperand(node.right, chunk)
    if (node.operator === 'or') return either(compileExpression(node.left, chunk), right)
    return both(compileOperand(node.left, chunk), right)
  }
  const evaluate = compileExpression(node, chunk)
  if (isStored(node)) return evaluate
  return (frame) => {
    const value = evaluate(frame)
    return isTruthy(value) ? value : keep
  }
}

function isStored(node: Expression): boolean {
  if (node.kind === 'binary') return ['==', '~=', '<', '>', '<=', '>='].includes(node.operator)
  return node.kind === 'local' || node.kind === 'nil' || node.kind === 'boolean'
}

function both(left: EvaluateOrKeep, right: EvaluateOrKeep): EvaluateOrKeep {
  return (frame) => {
    const value = left(frame)
    return value !== keep && isTruthy(value) ? right(frame) : value
  }
}

function either(left: Evaluate, right: EvaluateOrKeep): EvaluateOrKeep {
  return (frame) => {
    const value = left(frame)
    return isTruthy(value) ? value : right(frame)
  }
}
