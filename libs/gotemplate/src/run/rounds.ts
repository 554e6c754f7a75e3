import { textOf } from '../print/sprint.ts'
import { Dict } from '../value/dict.ts'
import { Int, int } from '../value/int.ts'
import { List } from '../value/list.ts'
import { Sequence } from '../value/sequence.ts'
import { sortedEntries } from '../value/sorted-entries.ts'
import type { Value } from '../value/value.ts'
import type { State } from './state.ts'

export interface Round {
  readonly index: Value
  readonly element: Value
}

/** What `range` goes through: one round for each element. */
export function rounds(state: State, value: Value, variables: number): Iterable<Round> {
  if (value instanceof List) return overList(value)
  if (value instanceof Dict) return overDict(value)
  if (value === undefined || value === null) return []
  if (value instanceof Int) {
    if (variables > 1) state.fail(`can't use ${value.value} to iterate over more than one variable`)
    return overInt(value)
  }
  if (value instanceof Sequence) {
    if (variables > 1 && !value.pairs) state.fail(`can't use ${value.type} iterate over more than one variable`)
    return overSequence(value, variables)
  }
  return state.fail(`range can't iterate over ${textOf(value, state.budget)}`)
}

function* overList({ items }: List): Iterable<Round> {
  for (const [at, element] of items.entries()) yield { index: int(at), element }
}

function* overDict(dict: Dict): Iterable<Round> {
  for (const [index, element] of sortedEntries(dict)) yield { index, element }
}

function* overInt({ value, type }: Int): Iterable<Round> {
  for (let at = 0n; at < value; at++) yield { index: undefined, element: new Int(at, type) }
}

function* overSequence(sequence: Sequence, variables: number): Iterable<Round> {
  for (const [first, second] of sequence.run()) {
    if (sequence.pairs && variables > 1) yield { index: first, element: second }
    else yield { index: undefined, element: first }
  }
}
