import { compare } from '../value/compare.ts'
import { isList } from '../value/value.ts'
import type { List, Value } from '../value/value.ts'
import type { Context, Native, NativeTable } from './context.ts'
import { notApplicable, wrongType } from './refusal.ts'

interface Keyed {
  readonly value: Value
  readonly key: Value
}

/** The items in the order of their keys; equal ones stay as they are. */
function ordered(name: string, value: Value, args: readonly Value[], { budget }: Context): readonly Keyed[] {
  const { values, keys } = paired(name, value, args)
  budget.items(values.length * 4)
  return values
    .map((item, at): Keyed => ({ value: item, key: keys[at] ?? null }))
    .sort((a, b) => {
      budget.step(2)
      return compare(a.key, b.key, budget)
    })
}

/** The items and the keys, which are the items themselves or the one argument. */
function paired(name: string, value: Value, args: readonly Value[]): { readonly values: List; readonly keys: List } {
  const [keys = value] = args
  if (!isList(value) || !isList(keys)) throw wrongType(name, value, args)
  if (keys.length !== value.length) throw notApplicable(name, value, args, 'length mismatch')
  return { values: value, keys }
}

function extreme(name: string, wantsLeast: boolean): Native {
  return (value, args, { budget }) => {
    const { values, keys } = paired(name, value, args)
    let best = 0
    for (let at = 1; at < keys.length; at++) {
      budget.step(1)
      const isGreater = compare(keys[best] ?? null, keys[at] ?? null, budget) > 0
      if (isGreater === wantsLeast) best = at
    }
    return values[best] ?? null
  }
}

function sorting(name: string): Native {
  return (value, args, context) => ordered(name, value, args, context).map((item) => item.value)
}

/** Runs of items with equal keys. */
function runs(name: string, value: Value, args: readonly Value[], context: Context): Value[][] {
  const groups: Value[][] = []
  let last: Value = null
  for (const { value: item, key } of ordered(name, value, args, context)) {
    const group = groups.at(-1)
    if (group !== undefined && compare(last, key, context.budget) === 0) group.push(item)
    else {
      groups.push([item])
      last = key
    }
  }
  return groups
}

function unique(name: string): Native {
  return (value, args, context) => runs(name, value, args, context).map(([first = null]) => first)
}

export const sortings: NativeTable = {
  'sort/0': sorting('sort'),
  '_sort_by/1': sorting('sort_by'),
  '_group_by/1': (value, args, context) => runs('group_by', value, args, context),
  'unique/0': unique('unique'),
  '_unique_by/1': unique('unique_by'),
  'min/0': extreme('min', true),
  '_min_by/1': extreme('min_by', true),
  'max/0': extreme('max', false),
  '_max_by/1': extreme('max_by', false),
}
