import type { Context } from '../call/context.ts'
import { fixed, variadic } from '../call/signature.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { compareUtf8 } from '@millrace/value'
import { deepEqual } from '../value/deep-equal.ts'
import { anyType, grown, List, nilList, strings } from '../value/list.ts'
import { isTrue } from '../value/truth.ts'
import { kindOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'
import { toInt64 } from './cast.ts'
import { stringify, stringifyAll } from './stringify.ts'

const push = fixed(['any', 'any'], (context, list, item) =>
  pushed(context, itemsOf(context, list, 'Cannot push on type'), item),
)
const prepend = fixed(['any', 'any'], (context, list, item) => {
  return new List([item, ...itemsOf(context, list, 'Cannot prepend on type')], anyType)
})
const first = fixed(['any'], (context, list) => itemsOf(context, list, 'Cannot find first on type')[0] ?? null)
const last = fixed(['any'], (context, list) => itemsOf(context, list, 'Cannot find last on type').at(-1) ?? null)
const rest = fixed(['any'], (context, list) => some(itemsOf(context, list, 'Cannot find rest on type'), 1, 0))
const initial = fixed(['any'], (context, list) => some(itemsOf(context, list, 'Cannot find initial on type'), 0, 1))
const reverse = fixed(['any'], (context, list) => {
  return new List(itemsOf(context, list, 'Cannot find reverse on type').toReversed(), anyType)
})
const uniq = fixed(['any'], (context, list) => {
  const kept: Value[] = []
  for (const item of itemsOf(context, list, 'Cannot find uniq on type')) if (!isIn(context, kept, item)) kept.push(item)
  return new List(kept, anyType, grown)
})
const compact = fixed(['any'], (context, list) => {
  return new List(itemsOf(context, list, 'Cannot compact on type').filter(isTrue), anyType, grown)
})
const without = variadic(['any'], 'any', (context, list, omitted) => {
  const items = itemsOf(context, list, 'Cannot find without on type')
  return new List(
    items.filter((item) => !isIn(context, omitted, item)),
    anyType,
    grown,
  )
})
const has = fixed(['any', 'any'], (context, needle, list) => {
  return list !== null && list !== undefined && isIn(context, itemsOf(context, list, 'Cannot find has on type'), needle)
})
const slice = variadic(['any'], 'any', (context, list, [from, to]) => sliced(context, list, from, to))
const chunk = fixed(['int', 'any'], chunks)
const list = variadic([], 'any', (_, items) => new List(items))

export const lists: Readonly<Record<string, Signature>> = {
  list,
  tuple: list,
  append: push,
  push,
  mustAppend: push,
  mustPush: push,
  prepend,
  mustPrepend: prepend,
  first,
  mustFirst: first,
  last,
  mustLast: last,
  rest,
  mustRest: rest,
  initial,
  mustInitial: initial,
  reverse,
  mustReverse: reverse,
  uniq,
  mustUniq: uniq,
  compact,
  mustCompact: compact,
  without,
  mustWithout: without,
  has,
  mustHas: has,
  slice,
  mustSlice: slice,
  chunk,
  mustChunk: chunk,
  concat: variadic([], 'any', (context, all) => {
    if (all.length === 0) return nilList()
    const items = all.flatMap((each) => itemsOf(context, each, 'Cannot concat type', ' as list'))
    return items.length === 0 ? nilList() : new List(items, anyType, grown)
  }),
  sortAlpha: fixed(['any'], ({ budget }, value) => {
    if (!(value instanceof List)) return strings([stringify(value, budget)])
    return strings(stringifyAll(value, budget).sort(compareUtf8))
  }),
}

/** The elements of a list; fails for anything else. */
function itemsOf({ budget }: Context, value: Value, fault: string, after = ''): readonly Value[] {
  if (value instanceof List) {
    budget.step(value.items.length)
    return value.items
  }
  if (value === null || value === undefined) {
    throw new Failure('runtime error: invalid memory address or nil pointer dereference')
  }
  throw new Failure(`${fault} ${kindOf(value)}${after}`)
}

/** One more element; the capacity doubles, as Go's `append` has it. */
function pushed({ budget }: Context, items: readonly Value[], item: Value): List {
  const length = items.length + 1
  budget.step(length)
  const capacity = items.length === 0 ? 1 : items.length < 256 ? items.length * 2 : length
  return new List([...items, item], anyType, {
    spare: Array.from({ length: Math.max(0, capacity - length) }, () => null),
  })
}

function some(items: readonly Value[], skipped: number, dropped: number): List {
  return items.length === 0 ? nilList() : new List(items.slice(skipped, items.length - dropped), anyType)
}

function isIn({ budget }: Context, items: readonly Value[], needle: Value): boolean {
  return items.some((item) => deepEqual(needle, item, budget))
}

/** `slice list 1 3`. Up to the capacity elements beyond the end come back, as in Go. */
function sliced(context: Context, list: Value, from: Value, to: Value): Value {
  const items = itemsOf(context, list, 'list should be type of slice or array but')
  if (items.length === 0 || !(list instanceof List)) return null
  const all = [...items, ...list.spare]
  const start = from === undefined ? 0 : Number(toInt64(from))
  const end = to === undefined ? items.length : Number(toInt64(to))
  if (start < 0 || end < start || end > all.length) throw new Failure('reflect.Value.Slice: slice index out of bounds')
  return new List(all.slice(start, end), list.element, { spare: all.slice(end) })
}

function chunks(context: Context, size: number, value: Value): List {
  const items = itemsOf(context, value, 'Cannot chunk type')
  const count = Math.floor((items.length - 1) / size) + 1
  const outOfRange = new Failure('runtime error: makeslice: len out of range')
  if (!(count >= 0 && Number.isFinite(count))) throw outOfRange
  const made: List[] = []
  for (let at = 0; at < count; at++) {
    const isLast = at === count - 1
    const length = isLast ? Math.floor(items.length % size) || size : size
    if (length < 0) throw outOfRange
    made.push(new List(items.slice(at * size, at * size + length), anyType))
  }
  return new List(made, '[]interface {}')
}
