import type { FunctionNode, UpvalueSource } from '../parse/ast.ts'
import type { Frame } from '../run/frame.ts'
import { Cell, Closure } from '../run/function.ts'
import { Table } from '../run/table.ts'
import type { Value } from '../value.ts'
import type { Compiler } from './compiler.ts'
import { initialize } from './initialize.ts'
import { lowerBody } from './lower.ts'
import type { Evaluate, Execute } from './prototype.ts'
import { Prototype } from './prototype.ts'
import { compileStepBlock } from './steps.ts'

/** Compiles a function, with all functions in it. */
export function compilePrototype(node: FunctionNode, compiler: Compiler): Prototype {
  const enter = compileEntry(node)
  const block = compiler.block(node.body)
  const body: Execute =
    enter === undefined
      ? block
      : (frame) => {
          enter(frame)
          return block(frame)
        }
  return new Prototype(node, compiler.chunkName, body, () => {
    const lowered = lowerBody(node.body, node.slotCount)
    const steps = compileStepBlock(lowered.body, compiler)
    return {
      slotCount: lowered.slotCount,
      *execute(frame) {
        enter?.(frame)
        return yield* steps(frame)
      },
    }
  })
}

/** What is to be done before the body: cells for captured parameters, and the table of extra arguments. */
function compileEntry(node: FunctionNode): ((frame: Frame) => void) | undefined {
  const captured = node.parameters.filter((parameter) => parameter.isCaptured).map((parameter) => parameter.slot)
  const { argTable, argTableNeeded } = node
  if (captured.length === 0 && argTable === undefined) return undefined
  return (frame) => {
    const { slots } = frame
    // A parameter's slot holds its argument until here.
    for (const slot of captured) slots[slot] = new Cell(slots[slot] as Value)
    if (argTable !== undefined) initialize(slots, argTable, argTableNeeded ? argumentsTable(frame) : undefined)
  }
}

function argumentsTable(frame: Frame): Table {
  const table = new Table()
  frame.runtime.charge(40 * frame.varargs.length)
  table.array = [...frame.varargs]
  table.setField('n', frame.varargs.length)
  return table
}

export function compileFunction(node: FunctionNode, compiler: Compiler): Evaluate {
  const prototype = compilePrototype(node, compiler)
  const sources = node.upvalues
  return (frame) => {
    frame.runtime.charge(closureBytes)
    frame.runtime.spend(closureCost)
    return new Closure(prototype, cellsFor(frame, sources), frame.closure.environment)
  }
}

const closureBytes = 64
/** Steps. */
const closureCost = 6

function cellsFor(frame: Frame, sources: readonly UpvalueSource[]): readonly Cell[] {
  return sources.map((source) => {
    // The slot of a captured variable holds a cell, and an upvalue that is named exists.
    if (source.from === 'variable') return frame.slots[source.variable.slot] as Cell
    return frame.closure.upvalues[source.index] as Cell
  })
}
