import type { AssignNode, Expression, IndexNode, Target, Variable } from '../parse/ast.ts'
import type { Compiler } from './compiler.ts'
import { ended } from './completion.ts'
import { initialize } from './initialize.ts'
import { compileMultipleAssignment } from './multiple-assignment.ts'
import type { Evaluate, Execute } from './prototype.ts'
import { operationAt } from './site.ts'
import { assignKept, compileStore, storeIndex } from './store.ts'

/** Compiles `local a, b = …`. */
export function compileDeclaration(
  variables: readonly Variable[],
  values: readonly Expression[],
  compiler: Compiler,
): Execute {
  const [variable] = variables
  const [value] = values
  if (variable !== undefined && variables.length === 1 && values.length <= 1) {
    return declareOne(variable, value === undefined ? () => undefined : compiler.expression(value))
  }
  const list = compiler.list(values)
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

/** Compiles `a, b = …`. */
export function compileAssignment(node: AssignNode, compiler: Compiler): Execute {
  const [target, ...moreTargets] = node.targets
  const [value, ...moreValues] = node.values
  if (target === undefined || value === undefined || moreTargets.length > 0 || moreValues.length > 0) {
    return compileMultipleAssignment(node, compiler)
  }
  return assignOne(target, value, compiler)
}

function assignOne(target: Target, valueNode: Expression, compiler: Compiler): Execute {
  if (target.kind === 'local' && valueNode.kind === 'logical')
    return assignKept(compileStore(target), valueNode, compiler)
  const value = compiler.expression(valueNode)
  if (target.kind === 'index') return assignIndex(target, value, compiler)
  const store = compileStore(target)
  return (frame) => {
    store(frame, value(frame))
    return ended
  }
}

function assignIndex(target: IndexNode, value: Evaluate, compiler: Compiler): Execute {
  const site = operationAt(target.line)
  const object = compiler.expression(target.object)
  const key = compiler.expression(target.key)
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
