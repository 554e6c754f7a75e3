import { isMultiple } from '../parse/ast.ts'
import type { Expression, TableItem } from '../parse/ast.ts'
import type { Frame } from '../run/frame.ts'
import { setIndex } from '../run/index.ts'
import { Table } from '../run/table.ts'
import { listOf } from '../value.ts'
import type { Value } from '../value.ts'
import type { Compiler } from './compiler.ts'
import { readsLate } from './may-call.ts'
import type { Evaluate } from './prototype.ts'
import { operationAt } from './site.ts'

/** One item: a pair goes to the table, an item of the list waits with those before it. */
type Fill = (frame: Frame, table: Table, waiting: Waiting) => void

interface Waiting {
  /** How many items of the list the table has. */
  stored: number
  readonly values: Value[]
}

const tableBytes = 96
const itemBytes = 16
/** Steps; the next operation looks at the budget. */
const tableCost = 6

/** gopher-lua stores the items of the list when it has so many, and overwrites what pairs among them have stored. */
const itemsPerFlush = 50

/** Compiles `{…}`. */
export function compileTable(items: readonly TableItem[], compiler: Compiler): Evaluate {
  if (items.length === 0) return newTable
  if (items.length <= itemsPerFlush && items.every((item) => item.kind === 'list')) {
    const list = compiler.list(items.map((item) => item.value))
    return (frame) => {
      const values = list(frame)
      const table = newTable(frame)
      frame.runtime.charge(values.length * itemBytes)
      table.array = values
      return table
    }
  }
  const fills = compileFills(items, compiler)
  return (frame) => {
    const table = newTable(frame)
    const waiting: Waiting = { stored: 0, values: [] }
    for (const fill of fills) fill(frame, table, waiting)
    store(frame, table, waiting)
    return table
  }
}

function compileFills(items: readonly TableItem[], compiler: Compiler): Fill[] {
  let listed = 0
  return items.map((item, at): Fill => {
    if (item.kind === 'pair') {
      const isLast = at === items.length - 1
      return compilePair(item.key, item.value, compiler, isLast && listed > 0 && isMultiple(item.value))
    }
    if (at === items.length - 1 && isMultiple(item.value)) {
      const rest = compiler.multiple(item.value)
      return (frame, _table, waiting) => {
        for (const value of listOf(rest(frame))) waiting.values.push(value)
      }
    }
    const value = compiler.expression(item.value)
    const isFlush = ++listed % itemsPerFlush === 0
    return (frame, table, waiting) => {
      waiting.values.push(value(frame))
      if (isFlush) store(frame, table, waiting)
    }
  })
}

function newTable(frame: Frame): Table {
  const { runtime } = frame
  runtime.charge(tableBytes)
  runtime.steps -= tableCost
  return new Table()
}

/** Stores the waiting items of the list after those that have been stored. */
function store(frame: Frame, table: Table, waiting: Waiting): void {
  const { values } = waiting
  frame.runtime.charge(values.length * itemBytes)
  for (const value of values) table.setIndex(++waiting.stored, value)
  values.length = 0
}

/**
 * When the last item is a pair whose value is a call, gopher-lua takes what is in its registers for more items of the list: the
 * value, and before it the key when that has a register.
 */
function compilePair(keyNode: Expression, valueNode: Expression, compiler: Compiler, isListedToo: boolean): Fill {
  const key = compiler.expression(keyNode)
  const value = compiler.expression(valueNode)
  const site = operationAt(keyNode.line)
  const isLate = readsLate(keyNode, valueNode)
  const hasRegister = keyNode.kind !== 'string' && keyNode.kind !== 'number' && keyNode.kind !== 'local'
  return (frame, table, waiting) => {
    const early = isLate ? undefined : key(frame)
    const stored = value(frame)
    frame.site = site
    setIndex(frame.runtime, table, isLate ? key(frame) : early, stored)
    if (isListedToo && hasRegister) waiting.values.push(early)
    if (isListedToo) waiting.values.push(stored)
  }
}
