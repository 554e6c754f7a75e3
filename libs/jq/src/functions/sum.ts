import { concat } from '@millrace/value'
import { isDict, isList } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import { add } from './arithmetic.ts'
import type { Context } from './context.ts'
import { addMembers, copyDict } from './copy-dict.ts'

/** All values added up, the nulls left out. Long texts and lists are put together without copying each sum. */
export function sum(values: Iterable<Value>, context: Context): Value {
  const { budget } = context
  let total: Value = null
  let own: Value = null
  for (const value of values) {
    budget.step(1)
    if (value === null) continue
    if (typeof total === 'string' && typeof value === 'string') {
      budget.text(value.length)
      total = concat(total, value)
    } else if (isList(value) && (total === null || isList(total))) {
      budget.items(value.length)
      total = own = extendList(total !== null && total === own ? total : copyOf(total), value)
    } else if (isDict(value) && (total === null || isDict(total))) {
      const target: Record<string, Value> = total !== null && total === own ? total : copyDict(total ?? {}, budget)
      addMembers(target, value, budget)
      total = own = target
    } else total = add(total, value, context)
  }
  return total
}

function copyOf(list: readonly Value[] | null): Value[] {
  return list === null ? [] : list.slice()
}

function extendList(list: Value[], more: readonly Value[]): Value[] {
  for (const item of more) list.push(item)
  return list
}
