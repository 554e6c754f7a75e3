import { deletePaths, getPath, setPath } from '../functions/paths.ts'
import { operations } from '../functions/operations.ts'
import type { BinaryNode, BinaryOperator, Node, UpdateOperator } from '../parse/node.ts'
import { Fault } from '../run/fault.ts'
import { resumeLabel } from '../run/resume.ts'
import { checkIntact, pathOf, rootTrail } from '../run/trail.ts'
import { isTruthy } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import { compileCondition } from './binary.ts'
import type { Compiler } from './compiler.ts'
import { backtrack, forkTo, loadValue, openTrail, storeValue, trailIn } from './emit.ts'
import { constantPath } from './constant.ts'
import type { Scope } from './scope.ts'

const updates: ReadonlySet<string> = new Set<UpdateOperator>(['=', '|=', '+=', '-=', '*=', '/=', '%=', '//='])

export function isUpdate(operator: BinaryOperator): operator is UpdateOperator {
  return updates.has(operator)
}

export function compileUpdate(compiler: Compiler, node: BinaryNode, operator: UpdateOperator, scope: Scope): void {
  if (operator === '=') return compileAssign(compiler, node, scope)
  if (operator === '|=') return compileModify(compiler, node, scope, () => compiler.node(node.right, scope))
  const calculate = calculation(operator)
  const [input, operand] = [scope.valueSlot(), scope.valueSlot()]
  storeValue(compiler, input)
  compiler.node(node.right, scope)
  storeValue(compiler, operand)
  loadValue(compiler, input)
  compileModify(compiler, node, scope, () => {
    compiler.emit((machine) => {
      machine.at = node.at
      machine.value = calculate(machine.value, machine.frame.values[operand] ?? null, machine)
    })
  })
}

function calculation(operator: Exclude<UpdateOperator, '=' | '|='>): (typeof operations)['+'] {
  switch (operator) {
    case '+=':
      return operations['+']
    case '-=':
      return operations['-']
    case '*=':
      return operations['*']
    case '/=':
      return operations['/']
    case '%=':
      return operations['%']
    case '//=':
      return (left, right) => (isTruthy(left) ? left : right)
    default:
      return operator satisfies never
  }
}

/** `paths = value`: all the paths of the input get the same value. */
function compileAssign(compiler: Compiler, node: BinaryNode, scope: Scope): void {
  const [input, value, state] = [scope.valueSlot(), scope.valueSlot(), scope.valueSlot()]
  const owned = scope.extraSlot()
  const end = compiler.label()
  const path = constantPath(node.left)
  storeValue(compiler, input)
  compileCondition(compiler, node.right, scope)
  storeValue(compiler, value)
  loadValue(compiler, input)
  if (path !== undefined) {
    return compiler.emit((machine) => {
      machine.at = node.at
      machine.value = setPath(machine.value, path, machine.frame.values[value] ?? null, machine, new Set())
    })
  }
  compiler.emit(({ frame }) => {
    frame.values[state] = frame.values[input] ?? null
    frame.extras[owned] = new Set()
  })
  forkTo(compiler, end)
  compilePaths(compiler, node.left, node.at, scope)
  compiler.emit((machine) => {
    machine.at = node.at
    const { values } = machine.frame
    const path = machine.value
    values[state] = setPath(
      values[state] ?? null,
      path,
      values[value] ?? null,
      machine,
      ownedIn(machine.frame.extras, owned),
    )
  })
  backtrack(compiler)
  compiler.place(end)
  loadValue(compiler, state)
}

/** The paths that a query takes, one after the other, in place of its outputs. */
function compilePaths(compiler: Compiler, node: Node, at: number, scope: Scope): void {
  const outer = scope.extraSlot()
  compiler.emit((machine) => {
    machine.frame.extras[outer] = machine.trail
    machine.trail = rootTrail(machine.value)
  })
  compiler.node(node, scope)
  compiler.emit((machine) => {
    machine.at = at
    const { trail } = machine
    if (trail === undefined) return
    checkIntact(machine.value, trail)
    machine.value = pathOf(trail)
    machine.trail = trailIn(machine, outer)
  })
}

function ownedIn(extras: readonly unknown[], slot: number): Set<object> {
  // Only such sets are put into this slot.
  return extras[slot] as Set<object>
}

/**
 * `paths |= f`: each place gets the first output of `f` on what is there; places for which there is none are deleted in
 * the end.
 */
function compileModify(compiler: Compiler, node: BinaryNode, scope: Scope, compileChange: () => void): void {
  const { at } = node
  const [state, path, gone] = [scope.valueSlot(), scope.valueSlot(), scope.valueSlot()]
  const [owned, labelSlot] = [scope.extraSlot(), scope.extraSlot()]
  const [end, none] = [compiler.label(), compiler.label()]
  compiler.emit((machine) => {
    const { values, extras } = machine.frame
    values[state] = machine.value
    values[gone] = []
    extras[owned] = new Set()
  })
  forkTo(compiler, end)
  compilePaths(compiler, node.left, at, scope)
  openTrail(compiler, scope)
  compiler.emit((machine) => {
    const label = {}
    machine.frame.values[path] = machine.value
    machine.frame.extras[labelSlot] = label
    machine.fork(resumeLabel, machine.pc, label)
  })
  forkTo(compiler, none)
  compiler.emit((machine) => {
    machine.at = at
    machine.value = getPath(machine.frame.values[state] ?? null, machine.frame.values[path] ?? null, machine)
  })
  compileChange()
  compiler.emit((machine) => {
    machine.at = at
    const { values, extras } = machine.frame
    values[state] = setPath(values[state] ?? null, values[path] ?? null, machine.value, machine, ownedIn(extras, owned))
    // Only labels are put into this slot.
    machine.fault = new Fault('', 'break', undefined, extras[labelSlot] as object)
    machine.backtrack()
  })
  compiler.place(none)
  compiler.emit((machine) => {
    const { values } = machine.frame
    // It was made above, and nothing else has seen it.
    ;(values[gone] as Value[]).push(values[path] ?? null)
    machine.backtrack()
  })
  compiler.place(end)
  compiler.emit((machine) => {
    machine.at = at
    const { values, extras } = machine.frame
    machine.value = deletePaths(values[state] ?? null, values[gone] ?? null, machine, ownedIn(extras, owned))
  })
}
