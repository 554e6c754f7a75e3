import type { Budget } from '../budget.ts'
import { Complex } from './complex.ts'
import { Dict } from './dict.ts'
import { Int } from './int.ts'
import { List } from './list.ts'
import { Opaque } from './opaque.ts'
import type { Value } from './value.ts'

/** Go's `reflect.DeepEqual`: the same types, and the same values all the way down. */
export function deepEqual(a: Value, b: Value, budget: Budget, depth = 0): boolean {
  budget.step()
  budget.depth(depth)
  if (a === undefined || a === null) return b === undefined || b === null
  if (typeof a !== 'object' || typeof b !== 'object') return a === b
  if (a instanceof Int) return b instanceof Int && a.type === b.type && a.value === b.value
  if (a instanceof List) return b instanceof List && equalLists(a, b, budget, depth)
  if (a instanceof Dict) return b instanceof Dict && equalDicts(a, b, budget, depth)
  if (a instanceof Complex) return b instanceof Complex && a.real === b.real && a.imaginary === b.imaginary
  return b instanceof Opaque && a.type === b.type && a.equals(b)
}

function equalLists(a: List, b: List, budget: Budget, depth: number): boolean {
  if (a.element !== b.element || a.isNil !== b.isNil || a.items.length !== b.items.length) return false
  if (a.items === b.items) return true
  return a.items.every((item, at) => deepEqual(item, b.items[at], budget, depth + 1))
}

function equalDicts(a: Dict, b: Dict, budget: Budget, depth: number): boolean {
  if (a.element !== b.element || a.isNil !== b.isNil || a.size !== b.size) return false
  if (a === b) return true
  for (const [key, value] of a.entries()) {
    if (!b.has(key) || !deepEqual(value, b.get(key), budget, depth + 1)) return false
  }
  return true
}
