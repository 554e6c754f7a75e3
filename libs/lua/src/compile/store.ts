import type { Expression, IndexNode, Target } from '../parse/ast.ts'
import type { Frame } from '../run/frame.ts'
import type { Cell } from '../run/function.ts'
import { setIndex } from '../run/index.ts'
import { Table } from '../run/table.ts'
import type { Value } from '../value.ts'
import type { Compiler } from './compiler.ts'
import { ended } from './completion.ts'
import { compileKept, keep } from './kept-value.ts'
import { longMin } from './long.ts'
import type { Execute } from './prototype.ts'
import { operationAt } from './site.ts'

export type Store = (frame: Frame, value: Value) => void

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
    default:
      return target satisfies never
  }
}

/** Stores what `compileKept` gives. */
export function assignKept(store: Store, valueNode: Expression, compiler: Compiler): Execute {
  const value = compileKept(valueNode, compiler)
  return (frame) => {
    const kept = value(frame)
    if (kept !== keep) store(frame, kept)
    return ended
  }
}
