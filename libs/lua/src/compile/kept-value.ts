import type { Expression } from '../parse/ast.ts'
import type { Frame } from '../run/frame.ts'
import { isTruthy } from '../value.ts'
import type { Value } from '../value.ts'
import type { Compiler } from './compiler.ts'
import type { Evaluate } from './prototype.ts'

/** The variable keeps the value that it has. */
export const keep = Symbol('keep')

export type EvaluateOrKeep = (frame: Frame) => Value | typeof keep

/**
 * The value for a local variable that exists already. In `x = a.b and c`, gopher-lua does not store what is not true: x keeps its
 * value when `a.b` is nil or false. It does store when the left operand is a local variable, a comparison or a literal.
 */
export function compileKept(node: Expression, compiler: Compiler): EvaluateOrKeep {
  if (node.kind !== 'logical') return compiler.expression(node)
  const right = compileKept(node.right, compiler)
  if (node.operator === 'or') return either(compiler.expression(node.left), right)
  return both(compileOperand(node.left, compiler), right)
}

/** An operand whose value is the result when it is not true. */
function compileOperand(node: Expression, compiler: Compiler): EvaluateOrKeep {
  if (node.kind === 'logical') {
    const right = compileOperand(node.right, compiler)
    if (node.operator === 'or') return either(compiler.expression(node.left), right)
    return both(compileOperand(node.left, compiler), right)
  }
  const evaluate = compiler.expression(node)
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
