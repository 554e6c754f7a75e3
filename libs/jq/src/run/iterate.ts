import { compare } from '../value/compare.ts'
import { sortedKeys } from '../value/keys.ts'
import { described } from '../value/preview.ts'
import { isDict, isList, memberOf } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import { Fault } from './fault.ts'
import type { Fork, Machine } from './machine.ts'
import { checkIntactForIteration } from './trail.ts'
import { add } from '../functions/arithmetic.ts'

/** What is left of a `.[]`. */
interface Items {
  readonly values: readonly Value[]
  /** Of a map; the items of a list have their numbers. */
  readonly keys: readonly string[] | undefined
  next: number
}

/** `.[]` */
export function iterate(machine: Machine): void {
  const { value, trail } = machine
  const items = itemsOf(value)
  if (trail !== undefined) checkIntactForIteration(value, trail)
  if (items.values.length === 0) machine.backtrack()
  else take(machine, items)
}

function itemsOf(value: Value): Items {
  if (isList(value)) return { values: value, keys: undefined, next: 0 }
  if (!isDict(value)) throw new Fault(`cannot iterate over: ${described(value)}`)
  const keys = sortedKeys(value)
  return { values: keys.map((key) => memberOf(value, key)), keys, next: 0 }
}

/** The items as `.[]` gives them. */
export function iterated(value: Value): readonly Value[] {
  return itemsOf(value).values
}

function take(machine: Machine, items: Items): void {
  const at = items.next++
  if (items.next < items.values.length) machine.fork(resumeItems, machine.pc, items)
  const value = items.values[at] ?? null
  if (machine.trail !== undefined) {
    machine.trail = { key: items.keys?.[at] ?? BigInt(at), value, parent: machine.trail }
  }
  machine.value = value
}

function resumeItems(machine: Machine, fork: Fork): boolean {
  if (machine.fault !== undefined) return false
  // Forks of this kind are made above, with these data.
  take(machine, fork.data as Items)
  return true
}

interface Range {
  next: Value
  readonly end: Value
  readonly step: Value
  /** Whether it goes up (1) or down (-1); 0 for neither. */
  readonly direction: number
}

/** `range(from; to; step)`, of numbers. */
export function iterateRange(machine: Machine, from: Value, end: Value, step: Value): void {
  takeNumber(machine, { next: from, end, step, direction: Math.sign(compare(step, 0n, machine.budget)) })
}

function takeNumber(machine: Machine, range: Range): void {
  const { budget } = machine
  const { next, end, step, direction } = range
  if (direction * Math.sign(compare(next, end, budget)) >= 0) {
    machine.backtrack()
    return
  }
  range.next = add(next, step, machine)
  machine.fork(resumeRange, machine.pc, range)
  machine.value = next
}

function resumeRange(machine: Machine, fork: Fork): boolean {
  if (machine.fault !== undefined) return false
  // Forks of this kind are made above, with these data.
  takeNumber(machine, fork.data as Range)
  return true
}
