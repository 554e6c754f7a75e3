import type { Run } from './run.ts'
import { Pattern, isList } from './value.ts'
import type { Members, Value } from './value.ts'

/** Go's `reflect.DeepEqual`: no coercion, NaN is not itself. */
export function deepEqual(a: Value, b: Value, run: Run): boolean {
  const waiting: [Value, Value][] = [[a, b]]
  for (let pair = waiting.pop(); pair !== undefined; pair = waiting.pop()) {
    const [x, y] = pair
    run.step()
    if (typeof x !== 'object' || x === null || typeof y !== 'object' || y === null || x instanceof Pattern) {
      if (x !== y) return false
    } else if (isList(x)) {
      if (!isList(y) || x.length !== y.length) return false
      for (const [at, item] of x.entries()) waiting.push([item, y[at] ?? null])
    } else if (isList(y) || y instanceof Pattern || !pushMembers(x, y, waiting)) return false
  }
  return true
}

/** False when the names are not the same. */
function pushMembers(x: Members, y: Members, waiting: [Value, Value][]): boolean {
  const names = Object.keys(x)
  if (names.length !== Object.keys(y).length) return false
  for (const name of names) {
    if (!Object.hasOwn(y, name)) return false
    waiting.push([x[name] ?? null, y[name] ?? null])
  }
  return true
}
