import type { Budget } from '../budget.ts'
import { Failure } from '../fault.ts'
import { Dict } from '../value/dict.ts'
import { List } from '../value/list.ts'
import { Complex } from '../value/complex.ts'
import { Opaque } from '../value/opaque.ts'
import { isTrue } from '../value/truth.ts'
import type { Value } from '../value/value.ts'

/**
 * Takes over what the source has and the target lacks, or with `overwrites` all that it has. Maps within maps are merged
 * in place; an empty value counts as lacking.
 */
export function mergeInto(target: Dict, source: Dict, overwrites: boolean, budget: Budget, depth = 0): void {
  budget.depth(depth)
  for (const [key, from] of Array.from(source.entries())) {
    budget.step()
    const had = target.get(key)
    if (from === null || from === undefined) {
      if (overwrites) target.set(key, null)
      continue
    }
    if (from instanceof Dict && had instanceof Dict) {
      if (!had.isNil) mergeInto(had, from, overwrites, budget, depth + 1)
    } else if (from instanceof List) {
      const takes = overwrites || target.size === 0
      if (takes) put(target, key, from)
      else if (had === undefined || had === null) put(target, key, new List([], from.element))
    }
    if (!isEmpty(had) && (from instanceof List || (from instanceof Dict && had instanceof Dict))) continue
    if (overwrites || isEmpty(had)) put(target, key, from)
  }
}

/** Structs, pointers and complex numbers are never empty. */
function isEmpty(value: Value): boolean {
  return !(value instanceof Opaque || value instanceof Complex) && !isTrue(value)
}

function put(target: Dict, key: string, value: Value): void {
  if (target.element === 'string' && typeof value !== 'string') {
    throw new Failure('reflect.Value.SetMapIndex: value is not assignable to type string')
  }
  target.set(key, value)
}
