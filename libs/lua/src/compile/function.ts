import type { FunctionNode, UpvalueSource, Variable } from '../parse/ast.ts'
import type { Frame, Slot } from '../run/frame.ts'
import { Cell, Closure } from '../run/function.ts'
import { Table } from '../run/table.ts'
import type { Value } from '../value.ts'
import { compileBlock } from './block.ts'
import { lowerBody } from './lower.ts'
import { Prototype } from './prototype.ts'
import type { Evaluate, Execute } from './prototype.ts'
import { compileStepBlock } from './steps.ts'

/** Compiles a function, with all functions in it. */
export function compilePrototype(node: FunctionNode, chunkName: string): Prototype {
  const enter = compileEntry(node)
  const block = compileBlock(node.body, chunkName)
  const body: Execute =
    enter === undefined
      ? block
      : (frame) => {
          enter(frame)
          return block(frame)
        }
  return new Prototype(node, chunkName, body, () => {
    const lowered = lowerBody(node.body, node.slotCount)
    const steps = compileStepBlock(lowered.body, chunkName)
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

/** Gives a variable that begins to exist its value. */
export function initialize(slots: Slot[], variable: Variable, value: Value): void {
  slots[variable.slot] = variable.isCaptured ? new Cell(value) : value
}

export function compileFunction(node: FunctionNode, chunkName: string): Evaluate {
  const prototype = compilePrototype(node, chunkName)
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
