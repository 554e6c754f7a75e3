import type { Budget } from '../budget.ts'
import { Failure } from '../fault.ts'
import { Version } from '../semver/version.ts'
import { Dict } from './dict.ts'
import { List } from './list.ts'
import type { Value } from './value.ts'

/** A copy that shares no map and no slice with the original. */
export function deepCopy(value: Value, budget: Budget): Value {
  if (value === undefined || value === null) throw new Failure('reflect: call of reflect.Value.Type on zero Value')
  return copied(value, budget, 0)
}

function copied(value: Value, budget: Budget, depth: number): Value {
  budget.step()
  budget.depth(depth)
  if (value instanceof List) {
    if (value.isNil) return value
    return new List(
      value.items.map((item) => copied(item, budget, depth + 1)),
      value.element,
    )
  }
  // Fields that are not exported are not copied.
  if (value instanceof Version) return new Version([0n, 0n, 0n], '', '', '')
  if (!(value instanceof Dict)) return value
  if (value.isNil) return value
  return Dict.of(
    Array.from(value.entries(), ([key, item]) => [key, copied(item, budget, depth + 1)] as const),
    value.element,
  )
}
