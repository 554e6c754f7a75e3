import { operations } from '../functions/operations.ts'
import type { BinaryNode, CalculatingOperator } from '../parse/node.ts'
import { isTruthy } from '../value/value.ts'
import type { Compiler } from './compiler.ts'
import { closeTrail, forkTo, jumpUnless, loadValue, openTrail, setValue, storeValue } from './emit.ts'
import type { Scope } from './scope.ts'

/** The right operand's outputs are the outer loop. */
export function compileBinary(compiler: Compiler, node: BinaryNode, operator: CalculatingOperator, scope: Scope): void {
  const operation = operations[operator]
  const [input, right] = [scope.valueSlot(), scope.valueSlot()]
  storeValue(compiler, input)
  compiler.node(node.right, scope)
  storeValue(compiler, right)
  loadValue(compiler, input)
  compiler.node(node.left, scope)
  compiler.emit((machine) => {
    machine.at = node.at
    machine.value = operation(machine.value, machine.frame.values[right] ?? null, machine)
  })
}

/** `a // b`: the true outputs of `a`, or when there are none, those of `b`. */
export function compileAlternative(compiler: Compiler, { left, right }: BinaryNode, scope: Scope): void {
  const found = scope.valueSlot()
  const [other, end] = [compiler.label(), compiler.label()]
  compiler.emit(({ frame }) => {
    frame.values[found] = false
  })
  forkTo(compiler, other)
  compiler.node(left, scope)
  compiler.emit((machine) => {
    if (isTruthy(machine.value)) {
      machine.frame.values[found] = true
      machine.pc = end.pc
    } else machine.backtrack()
  })
  compiler.place(other)
  compiler.emit((machine) => {
    if (machine.frame.values[found] === true) machine.backtrack()
  })
  compiler.node(right, scope)
  compiler.place(end)
}

/** `and` and `or`: the right operand is asked only when it matters. Both are conditions, and the result is a boolean. */
export function compileLogic(compiler: Compiler, { left, right, operator }: BinaryNode, scope: Scope): void {
  const input = scope.valueSlot()
  const [isFalse, isTrue, end] = [compiler.label(), compiler.label(), compiler.label()]
  storeValue(compiler, input)
  compileCondition(compiler, left, scope)
  if (operator === 'and') jumpUnless(compiler, isFalse)
  else {
    const next = compiler.label()
    jumpUnless(compiler, next)
    compiler.jump(isTrue)
    compiler.place(next)
  }
  loadValue(compiler, input)
  compileCondition(compiler, right, scope)
  jumpUnless(compiler, isFalse)
  compiler.place(isTrue)
  setValue(compiler, true)
  compiler.jump(end)
  compiler.place(isFalse)
  setValue(compiler, false)
  compiler.place(end)
}

/** A query that is no part of a path, whatever stands around it. */
export function compileCondition(compiler: Compiler, node: BinaryNode['left'], scope: Scope): void {
  const trail = openTrail(compiler, scope)
  compiler.node(node, scope)
  closeTrail(compiler, trail)
}
