import { isMultiple } from '../parse/ast.ts'
import type { Expression, IndexNode, Target, Variable } from '../parse/ast.ts'
import type { Frame } from '../run/frame.ts'
import type { Cell } from '../run/function.ts'
import { setIndex } from '../run/index.ts'
import { Table } from '../run/table.ts'
import { listOf } from '../value.ts'
import type { Value } from '../value.ts'
import { ended } from './completion.ts'
import { compileExpression, compileMultiple, operationAt } from './expression.ts'
import { initialize } from './function.ts'
import { compileList } from './list.ts'
import { longMin } from './operators.ts'
import type { Evaluate, Execute } from './prototype.ts'

/** Compiles `local a, b = …`. */
export function compileDeclaration(variables: readonly Variable[], values: readonly Expression[], chunk: string): Execute {
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

type Store = (frame: Frame, value: Value) => void

/** Compiles `a, b = …`. */
export function compileAssignment(targets: readonly Target[], values: readonly Expression[], chunk: string): Execute {
  const [target] = targets
  const [value] = values
  if (target !== undefined && value !== undefined && targets.length === 1 && values.length === 1) {
    return assignOne(target, value, chunk)
  }
  return assignMany(targets, values, chunk)
}

function assignOne(target: Target, valueNode: Expression, chunk: string): Execute {
  const value = compileExpression(valueNode, chunk)
  if (target.kind === 'index') return assignIndex(target, value, chunk)
  const store = compileStore(target)
  return (frame) => {
    store(frame, value(frame))
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

function storeIndex(frame: Frame, table: Value, key: Value, value: Value): void {
  if (table instanceof Table && table.metatable === undefined && typeof key === 'string') {
    if (key.length > longMin) frame.runtime.spend(key.length >> 4)
    if (table.setField(key, value) === 1) frame.runtime.charge(40)
    return
  }
  setIndex(frame.runtime, table, key, value)
}

/** Stores in a variable. */
function compileStore(target: Exclude<Target, IndexNode>): Store {
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

interface Place {
  /** Evaluates what comes before the values: the object and the key of an index. */
  readonly prepare: (frame: Frame) => readonly [Value, Value]
  readonly store: (frame: Frame, prepared: readonly [Value, Value], value: Value) => void
  /** Whether a value of its own goes to a local variable at once. */
  readonly isDirect: boolean
}

const nothing: readonly [Value, Value] = [undefined, undefined]

function compilePlace(target: Target, chunk: string): Place {
  if (target.kind !== 'index') {
    const store = compileStore(target)
    const isDirect = target.kind === 'local'
    return { prepare: () => nothing, store: (frame, _prepared, value) => store(frame, value), isDirect }
  }
  const site = operationAt(target.line)
  const object = compileExpression(target.object, chunk)
  const key = compileExpression(target.key, chunk)
  const isLate = target.object.kind === 'local'
  return {
    prepare: (frame) => [isLate ? undefined : object(frame), key(frame)],
    store: (frame, [early, at], value) => {
      frame.site = site
      storeIndex(frame, isLate ? object(frame) : early, at, value)
    },
    isDirect: false,
  }
}

/**
 * As gopher-lua does it: a value for a local variable goes there at once, so that `a, b = b, a` of locals gives both the old b;
 * the others are stored when all are known, from right to left. A local variable that goes into a table is looked at last.
 */
function assignMany(targets: readonly Target[], values: readonly Expression[], chunk: string): Execute {
  const places = targets.map((target) => compilePlace(target, chunk))
  const last = values.length - 1
  const sources = values.map((node, at) =>
    at === last && isMultiple(node) ? compileMultiple(node, chunk) : compileExpression(node, chunk),
  )
  const tail = values[last]
  const tailFrom = tail !== undefined && isMultiple(tail) && last < targets.length ? last : Infinity
  const isLate = targets.map((target, at) => target.kind === 'index' && values[at]?.kind === 'local')
  return (frame) => {
    const prepared = places.map((place) => place.prepare(frame))
    const ready: Value[] = []
    for (let at = 0; at < sources.length || at < places.length; at++) {
      const place = places[at]
      if (at >= tailFrom) {
        const given = listOf(sources[at]?.(frame))
        for (let each = at; each < places.length; each++) ready[each] = given[each - at]
        break
      }
      if (isLate[at] === true) continue
      const value = sources[at]?.(frame)
      const one = Array.isArray(value) ? value[0] : value
      if (place?.isDirect === true) place.store(frame, nothing, one)
      else ready[at] = one
    }
    for (let at = places.length - 1; at >= 0; at--) {
      const place = places[at]
      if (place === undefined || (place.isDirect && at < tailFrom)) continue
      const value = isLate[at] === true && at < tailFrom ? sources[at]?.(frame) : ready[at]
      place.store(frame, prepared[at] ?? nothing, Array.isArray(value) ? value[0] : value)
    }
    return ended
  }
}
