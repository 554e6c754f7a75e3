import type { Budget } from '../budget.ts'
import { textOf } from '../print/sprint.ts'
import { textOfBytes } from '../value/bytes.ts'
import { List } from '../value/list.ts'
import type { Value } from '../value/value.ts'

/** Sprig's `toString`. */
export function stringify(value: Value, budget: Budget): string {
  if (value instanceof List && value.element === 'uint8') return textOfBytes(value)
  return textOf(value, budget)
}

/** Sprig's `toStrings`: one for each element that is not nil; what is no list counts as a list of one. */
export function stringifyAll(value: Value, budget: Budget): string[] {
  if (value instanceof List) {
    budget.step(value.items.length)
    return value.items
      .filter((item) => item !== null && item !== undefined)
      .map((item) => {
        const text = stringify(item, budget)
        budget.work(text.length)
        return text
      })
  }
  return value === null || value === undefined ? [] : [stringify(value, budget)]
}
