import { setMember } from '@millrace/value'
import { Fault } from '../run/fault.ts'
import { iterated } from '../run/iterate.ts'
import { compare } from '../value/compare.ts'
import { sortedKeys } from '../value/keys.ts'
import { toFloat } from '../value/numbers.ts'
import { described, preview } from '../value/preview.ts'
import { isDict, isList, isTruthy, memberOf } from '../value/value.ts'
import type { List, Value } from '../value/value.ts'
import type { Context, Native, NativeTable } from './context.ts'
import { indexValue, isAt, placesOf } from './index-value.ts'
import { wrongType } from './refusal.ts'
import { sum } from './sum.ts'

const reverse: Native = (value, _args, { budget }) => {
  if (!isList(value)) throw wrongType('reverse', value)
  budget.items(value.length)
  return value.toReversed()
}

const flatten: Native = (value, args, context) => {
  if (!isList(value) && !isDict(value)) throw wrongType('flatten', value)
  const [wanted] = args
  const depth = wanted === undefined ? -1 : toFloat(wanted)
  if (depth === undefined) throw wrongType('flatten', wanted ?? null)
  if (wanted !== undefined && !(depth >= 0)) throw new Fault(`flatten depth should not be negative: ${preview(depth)}`)
  const flat: Value[] = []
  flattenInto(flat, iterated(value), depth, context, 0)
  return flat
}

function flattenInto(flat: Value[], items: List, depth: number, context: Context, level: number): void {
  context.budget.depth(level)
  for (const item of items) {
    if (isList(item) && depth !== 0) flattenInto(flat, item, depth - 1, context, level + 1)
    else {
      context.budget.items(1)
      flat.push(item)
    }
  }
}

const transpose: Native = (value, _args, { budget }) => {
  if (!isList(value)) throw wrongType('transpose', value)
  let width = 0
  for (const row of value) {
    if (!isList(row)) throw wrongType('transpose', value)
    width = Math.max(width, row.length)
  }
  budget.items(width * value.length)
  budget.step(width * value.length)
  return Array.from({ length: width }, (_none, at) => value.map((row) => (isList(row) ? (row[at] ?? null) : null)))
}

const bsearch: Native = (value, [wanted = null], { budget }) => {
  if (!isList(value)) throw wrongType('bsearch', value, [wanted])
  let [low, high] = [0, value.length]
  while (low < high) {
    budget.step(1)
    const middle = (low + high) >> 1
    if (compare(value[middle] ?? null, wanted, budget) >= 0) high = middle
    else low = middle + 1
  }
  const isThere = low < value.length && compare(value[low] ?? null, wanted, budget) === 0
  return BigInt(isThere ? low : -low - 1)
}

type Search = (list: List, part: List, context: Context) => Value

const firstPlace: Search = (list, part, { budget }) => {
  if (part.length === 0) return null
  for (let at = 0; at + part.length <= list.length; at++) if (isAt(list, part, at, budget)) return BigInt(at)
  return null
}

const lastPlace: Search = (list, part, { budget }) => {
  if (part.length === 0) return null
  for (let at = list.length - part.length; at >= 0; at--) if (isAt(list, part, at, budget)) return BigInt(at)
  return null
}

/** Where a list or a text has another one in it; a text is a list of characters. */
function searching(name: string, search: Search): Native {
  return (value, [part = null], context) => {
    if (value === null) return null
    if (isList(value)) return search(value, isList(part) ? part : [part], context)
    if (typeof value !== 'string' || typeof part !== 'string') throw wrongType(name, value, [part])
    context.budget.items(value.length + part.length)
    return search(Array.from(value), Array.from(part), context)
  }
}

const toEntries: Native = (value, _args, { budget }) => {
  if (isList(value)) {
    budget.items(value.length * 3)
    return value.map((item, at) => ({ key: BigInt(at), value: item }))
  }
  if (!isDict(value)) throw wrongType('keys', value)
  const keys = sortedKeys(value)
  budget.items(keys.length * 3)
  return keys.map((key) => ({ key, value: memberOf(value, key) }))
}

/** Steps for each entry: large maps are slow to fill. */
const entrySteps = 6
const keyNames = ['key', 'Key', 'name', 'Name']

const fromEntries: Native = (value, _args, context) => {
  const entries = iterated(value)
  const object: Record<string, Value> = {}
  context.budget.items(entries.length * 2)
  context.budget.step(entries.length * entrySteps)
  for (const entry of entries) {
    let key: Value = null
    for (const name of keyNames) {
      key = indexValue(entry, name, context)
      if (isTruthy(key)) break
    }
    const isLower = isDict(entry) && Object.hasOwn(entry, 'value')
    const fresh = indexValue(entry, isLower ? 'value' : 'Value', context)
    if (typeof key !== 'string') throw new Fault(`expected a string for object key but got: ${described(key)}`)
    setMember(object, key, fresh)
  }
  return object
}

export const lists: NativeTable = {
  'add/0': (value, _args, context) => {
    if (!isList(value) && !isDict(value)) throw wrongType('add', value)
    return sum(iterated(value), context)
  },
  'reverse/0': reverse,
  'flatten/0': flatten,
  'flatten/1': flatten,
  'transpose/0': transpose,
  'bsearch/1': bsearch,
  'indices/1': searching('indices', placesOf),
  'index/1': searching('index', firstPlace),
  'rindex/1': searching('rindex', lastPlace),
  'to_entries/0': toEntries,
  'from_entries/0': fromEntries,
}
