import type { Node } from '../parse/node.ts'
import { Fault } from '../run/fault.ts'
import { catchSteps } from '../run/resume.ts'
import { iterated } from '../run/iterate.ts'
import type { Frame, Machine } from '../run/machine.ts'
import { isTruthy } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import type { Compiler } from './compiler.ts'
import type { Scope } from './scope.ts'

/** A node that has any number of outputs, all of which are wanted. */
export type Many = (machine: Machine, frame: Frame, value: Value, emit: (value: Value) => void) => void

/** A node as a loop over its outputs, for the simple kinds of loops. */
export function manyOf(compiler: Compiler, node: Node, scope: Scope): Many | undefined {
  const pure = compiler.pure(node, scope)
  if (pure !== undefined) {
    return (machine, frame, value, emit) => emit(pure(machine, frame, value))
  }
  if (node.kind === 'iterate') return manyItems(compiler, node, scope)
  if (node.kind === 'comma') return manyOfEach(compiler, node.items, scope)
  if (node.kind === 'pipe') return node.stages.map((stage) => manyOf(compiler, stage, scope)).reduce(piped)
  if (node.kind === 'try' && node.handler === undefined) return manyTried(compiler, node.body, scope)
  const isSelect = node.kind === 'call' && node.name === 'select' && node.args.length === 1
  if (isSelect && scope.findFunction('select', 1) === undefined) return manySelected(compiler, node.args, scope)
  return undefined
}

function manyItems(compiler: Compiler, node: Extract<Node, { kind: 'iterate' }>, scope: Scope): Many | undefined {
  const target = manyOf(compiler, node.target, scope)
  if (target === undefined) return undefined
  return (machine, frame, value, emit) =>
    target(machine, frame, value, (whole) => {
      machine.at = node.at
      for (const item of iterated(whole)) {
        machine.budget.step(1)
        emit(item)
      }
    })
}

function manyOfEach(compiler: Compiler, items: readonly Node[], scope: Scope): Many | undefined {
  const parts: Many[] = []
  for (const item of items) {
    const part = manyOf(compiler, item, scope)
    if (part === undefined) return undefined
    parts.push(part)
  }
  return (machine, frame, value, emit) => {
    for (const part of parts) {
      machine.budget.step(1)
      part(machine, frame, value, emit)
    }
  }
}

function piped(first: Many | undefined, second: Many | undefined): Many | undefined {
  if (first === undefined || second === undefined) return undefined
  return (machine, frame, value, emit) =>
    first(machine, frame, value, (between) => second(machine, frame, between, emit))
}

/** Only a fault of the body itself is passed over, not one of what comes after it. */
function manyTried(compiler: Compiler, node: Node, scope: Scope): Many | undefined {
  const body = compiler.pure(node, scope)
  if (body === undefined) return undefined
  return (machine, frame, value, emit) => {
    let result: Value
    try {
      result = body(machine, frame, value)
    } catch (error) {
      if (!(error instanceof Fault && error.kind === 'error')) throw error
      machine.budget.step(catchSteps)
      return
    }
    emit(result)
  }
}

function manySelected(compiler: Compiler, [condition]: readonly Node[], scope: Scope): Many | undefined {
  const holds = condition === undefined ? undefined : compiler.pure(condition, scope)
  if (holds === undefined) return undefined
  return (machine, frame, value, emit) => {
    if (isTruthy(holds(machine, frame, value))) emit(value)
  }
}
