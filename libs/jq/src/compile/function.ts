import type { Definition, Node } from '../parse/node.ts'
import type { Unit } from '../run/machine.ts'
import type { Compiler } from './compiler.ts'
import { closeTrail, loadValue, openTrail, storeValue } from './emit.ts'
import type { Scope } from './scope.ts'

/** The definitions one after another; gives the scope that sees them. Each sees itself, and those before it. */
export function compileDefinitions(compiler: Compiler, definitions: readonly Definition[], scope: Scope): Scope {
  let inner = scope
  for (const definition of definitions) {
    const unit: Unit = { entry: -1, hasSlots: true }
    const { name, params } = definition
    inner = inner.with({ kind: 'function', name, arity: params.length, unit, level: scope.builder.level })
    const seen = inner
    compiler.later(() => compileFunction(compiler, definition, unit, seen))
  }
  return inner
}

/** A function's code. `scope` is what it sees, itself with its name included. */
export function compileFunction(compiler: Compiler, definition: Definition, unit: Unit, scope: Scope): void {
  unit.entry = compiler.code.length
  let inner = scope.inside()
  const { level } = inner.builder
  definition.params.forEach((param, slot) => {
    inner = inner.with({ kind: 'closure', name: param.replace('$', ''), slot, level })
  })
  inner = compileParams(compiler, definition, inner)
  compiler.node(definition.body, inner)
  compiler.emitReturn()
  unit.hasSlots = inner.builder.values > 0
}

/** Parameters that are values: the function runs once for each combination of their outputs. */
function compileParams(compiler: Compiler, { params, at }: Definition, scope: Scope): Scope {
  const slots = params.flatMap((param, closure) => (param.startsWith('$') ? [{ name: param, closure }] : []))
  if (slots.length === 0) return scope
  const input = scope.valueSlot()
  let inner = scope
  storeValue(compiler, input)
  for (const { name, closure } of slots) {
    const trail = openTrail(compiler, inner)
    compiler.emit((machine) => {
      machine.at = at
      const given = machine.frame.closures[closure]
      if (given !== undefined) machine.enter(given.unit, given.frame, undefined, false)
    })
    const slot = inner.valueSlot()
    storeValue(compiler, slot)
    closeTrail(compiler, trail)
    loadValue(compiler, input)
    inner = inner.with({ kind: 'variable', name, slot, level: inner.builder.level })
  }
  return inner
}

/** The code of a query that is handed to a function. */
export function compileArgument(compiler: Compiler, node: Node, scope: Scope): Unit {
  const unit: Unit = { entry: -1, hasSlots: true }
  compiler.later(() => {
    unit.entry = compiler.code.length
    const inner = scope.inside()
    compiler.node(node, inner)
    compiler.emitReturn()
    unit.hasSlots = inner.builder.values > 0
  })
  return unit
}
