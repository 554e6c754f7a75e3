import { textOf } from '../print/sprint.ts'
import { Dict } from '../value/dict.ts'
import { Int, int } from '../value/int.ts'
import { List } from '../value/list.ts'
import { Sequence } from '../value/sequence.ts'
import { sortedEntries } from '../value/sorted-entries.ts'
import type { Value } from '../value/value.ts'
import type { State } from './state.ts'

/** What is done with one element of a range; false ends it. `index` is only made when two variables ask for it. */
export type Visit = (element: Value, index: Value) => boolean

/** Goes through what `range` is given, and says whether there was anything. */
export function eachRound(state: State, value: Value, variables: number, visit: Visit): boolean {
  if (value instanceof List) return overList(value, variables, visit)
  if (value instanceof Dict) return overDict(value, visit)
  if (value === undefined || value === null) return false
  if (value instanceof Int) {
    if (variables > 1) state.fail(`can't use ${value.value} to iterate over more than one variable`)
    return overInt(value, visit)
  }
  if (value instanceof Sequence) {
    if (variables > 1 && !value.pairs) state.fail(`can't use ${value.type} iterate over more than one variable`)
    return overSequence(value, variables, visit)
  }
  return state.fail(`range can't iterate over ${textOf(value, state.budget)}`)
}

function overList({ items }: List, variables: number, visit: Visit): boolean {
  for (let at = 0; at < items.length; at++) {
    if (!visit(items[at], variables > 1 ? int(at) : undefined)) break
  }
  return items.length > 0
}

function overDict(dict: Dict, visit: Visit): boolean {
  const entries = sortedEntries(dict)
  for (const [key, element] of entries) if (!visit(element, key)) break
  return entries.length > 0
}

function overInt({ value, type }: Int, visit: Visit): boolean {
  for (let at = 0n; at < value; at++) if (!visit(new Int(at, type), undefined)) break
  return value > 0n
}

function overSequence(sequence: Sequence, variables: number, visit: Visit): boolean {
  let ran = false
  for (const [first, second] of sequence.run()) {
    ran = true
    const goesOn = sequence.pairs && variables > 1 ? visit(second, first) : visit(first, undefined)
    if (!goesOn) break
  }
  return ran
}
