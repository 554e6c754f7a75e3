import type { AssignNode, Expression, IndexNode, Target, Variable } from '../parse/ast.ts'
import type { Frame } from '../run/frame.ts'
import type { Cell } from '../run/function.ts'
import { setIndex } from '../run/index.ts'
import { Table } from '../run/table.ts'
import type { Value } from '../value.ts'
import { ended } from './completion.ts'
import { compileExpression, operationAt } from './expression.ts'
import { initialize } from './function.ts'
import { compileList } from './list.ts'
import { compileKept, keep } from './kept-value.ts'
import { compileMultipleAssignment } from './multiple-assignment.ts'
import { longMin } from './operators.ts'
import type { Evaluate, Execute } from './prototype.ts'

/** Compiles `local a, b = …`. */
export function compileDeclaration(
  variables: readonly Variable[],
  values: readonly Expression[],
  chunk: string,
): Execute {
  const [variable] = variables
  const [value] = values
  if (variable !== undefined && variables.length === 1 && values.length <= 1) {
    return declareOne(variable, value === undefined ? () => undefined : compileExpression(value, chunk))
  }
  const list = compileList(values, chunk)
  return (frame) => {
    const given = list(frame)
    for (let at = 0; at < variables.length; at++) {
      const each = variables[at]
      if (each !== undefined) initialize(frame.slots, each, given[at])
    }
    return ended
  }
}

function declareOne(variable: Variable, value: Evaluate): Execute {
  const { slot } = variable
  if (!variable.isCaptured) {
    return (frame) => {
      frame.slots[slot] = value(frame)
      return ended
    }
  }
  return (frame) => {
    initialize(frame.slots, variable, value(frame))
    return ended
  }
}

export type Store = (frame: Frame, value: Value) => void

/** Compiles `a, b = …`. */
export function compileAssignment(node: AssignNode, chunk: string): Execute {
  const [target, ...moreTargets] = node.targets
  const [value, ...moreValues] = node.values
  if (target === undefined || value === undefined || moreTargets.length > 0 || moreValues.length > 0) {
    return compileMultipleAssignment(node, chunk)
  }
  return assignOne(target, value, chunk)
}

function assignOne(target: Target, valueNode: Expression, chunk: string): Execute {
  if (target.kind === 'local' && valueNode.kind === 'logical') return assignKept(compileStore(target), valueNode, chunk)
  const value = compileExpression(valueNode, chunk)
  if (target.kind === 'index') return assignIndex(target, value, chunk)
  const store = compileStore(target)
  return (frame) => {
    store(frame, value(frame))
    return ended
  }
}

export function assignKept(store: Store, valueNode: Expression, chunk: string): Execute {
  const value = compileKept(valueNode, chunk)
  return (frame) => {
    const kept = value(frame)
    if (kept !== keep) store(frame, kept)
    return ended
  }
}

function assignIndex(target: IndexNode, value: Evaluate, chunk: string): Execute {
  const site = operationAt(target.line)
  const object = compileExpression(target.object, chunk)
  const key = compileExpression(target.key, chunk)
  // gopher-lua looks at a local variable last.
  const isLate = target.object.kind === 'local'
  return (frame) => {
    const early = isLate ? undefined : object(frame)
    const at = key(frame)
    const stored = value(frame)
    const table = isLate ? object(frame) : early
    frame.site = site
    storeIndex(frame, table, at, stored)
    return ended
  }
}

export function storeIndex(frame: Frame, table: Value, key: Value, value: Value): void {
  if (table instanceof Table && table.metatable === undefined && typeof key === 'string') {
    if (key.length > longMin) frame.runtime.spend(key.length >> 4)
    if (table.setField(key, value) === 1) frame.runtime.charge(40)
    return
  }
  setIndex(frame.runtime, table, key, value)
}

/** Stores in a variable. */
export function compileStore(target: Exclude<Target, IndexNode>): Store {
  switch (target.kind) {
    case 'local': {
      const { slot, isCaptured } = target.variable
      if (isCaptured) {
        return (frame, value) => {
          // The slot of a captured variable holds its cell.
          const cell = frame.slots[slot] as Cell
          cell.value = value
        }
      }
      return (frame, value) => {
        frame.slots[slot] = value
      }
    }
    case 'upvalue': {
      const { index } = target
      return (frame, value) => {
        const cell = frame.closure.upvalues[index]
        if (cell !== undefined) cell.value = value
      }
    }
    case 'global': {
      const { name, line } = target
      const site = operationAt(line)
      return (frame, value) => {
        frame.site = site
        storeIndex(frame, frame.closure.environment, name, value)
      }
    }
  }
}
