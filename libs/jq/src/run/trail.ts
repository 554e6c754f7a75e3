import { JsonNumber } from '@millrace/value'
import { described } from '../value/preview.ts'
import { isList } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import { Fault } from './fault.ts'
import type { Trail } from './machine.ts'

/** A path may go on from a value only when it is the very one that the path has led to. */
export function checkIntact(value: Value, trail: Trail): void {
  if (!isSame(value, trail.value)) throw new Fault(`invalid path against: ${described(value)}`)
}

export function checkIntactForIteration(value: Value, trail: Trail): void {
  if (!isSame(value, trail.value)) throw new Fault(`invalid path on iterating against: ${described(value)}`)
}

function isSame(a: Value, b: Value): boolean {
  if (a === b || (typeof a === 'number' && typeof b === 'number' && Number.isNaN(a) && Number.isNaN(b))) return true
  if (a instanceof JsonNumber && b instanceof JsonNumber) return a.text === b.text
  return isList(a) && isList(b) && a.length === 0 && b.length === 0
}

export function rootTrail(value: Value): Trail {
  return { key: null, value, parent: undefined }
}

/** The steps of a path, from the root on. */
export function pathOf(trail: Trail): Value[] {
  const path: Value[] = []
  for (let at: Trail | undefined = trail; at?.parent !== undefined; at = at.parent) path.push(at.key)
  return path.toReversed()
}
