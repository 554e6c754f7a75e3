import { JsonNumber, setMember } from '@millrace/value'
import { Fault } from '../run/fault.ts'
import { toIndex } from '../value/numbers.ts'
import { described } from '../value/preview.ts'
import { isDict, isList, isNumber, memberOf } from '../value/value.ts'
import type { Dict, List, Value } from '../value/value.ts'
import type { Context } from './context.ts'
import { copyDict } from './copy-dict.ts'
import { checkSliceKey, clamped, expectedList, indexValue, notANumber, rangeOf } from './index-value.ts'
import { notApplicable, wrongType } from './refusal.ts'

/** Stands for what is to be deleted, until all paths have been followed: places must not move before. */
const removed: Value = new JsonNumber('removed')
/** A list is not made longer than this by setting an item. */
const indexMax = 0x2000_0000

/** The value at the end of a path. */
export function getPath(value: Value, path: Value, context: Context): Value {
  if (!isList(path)) throw wrongType('getpath', value, [path])
  let at = value
  for (const key of path) {
    context.budget.step(1)
    if (at !== null && !isList(at) && !isDict(at)) throw wrongType('getpath', value, [path])
    try {
      at = indexValue(at, key, context)
    } catch (error) {
      throw explained(error, 'getpath', value, [path])
    }
  }
  return at
}

function explained(error: unknown, name: string, value: Value, args: readonly Value[]): unknown {
  return error instanceof Fault ? notApplicable(name, value, args, error.message) : error
}

/** A copy with another value at the end of a path. What is in `owned` is nobody else's, and is changed in place. */
export function setPath(value: Value, path: Value, fresh: Value, context: Context, owned: Set<object>): Value {
  if (!isList(path)) throw wrongType('setpath', value, [path])
  try {
    return new Update(path, fresh, context, owned).at(value, 0)
  } catch (error) {
    throw explained(error, 'setpath', value, [path, fresh])
  }
}

/** A copy without what is at the end of these paths. */
export function deletePaths(value: Value, paths: Value, context: Context, owned: Set<object>): Value {
  if (!isList(paths)) throw wrongType('delpaths', value, [paths])
  if (paths.length === 0) return value
  let marked = value
  try {
    for (const path of paths) {
      if (!isList(path)) throw expectedList(path)
      marked = new Update(path, removed, context, owned).at(marked, 0)
    }
  } catch (error) {
    throw explained(error, 'delpaths', value, [paths])
  }
  return withoutRemoved(marked, context, owned, 0)
}

/** Only what was copied can hold a mark. */
function withoutRemoved(value: Value, context: Context, owned: Set<object>, depth: number): Value {
  if (value === removed) return null
  if (typeof value !== 'object' || value === null || !owned.has(value)) return value
  context.budget.depth(depth)
  if (isList(value)) {
    context.budget.step(value.length)
    return value.filter((item) => item !== removed).map((item) => withoutRemoved(item, context, owned, depth + 1))
  }
  if (!isDict(value)) return value
  const kept: Record<string, Value> = {}
  for (const key of Object.keys(value)) {
    context.budget.step(1)
    const member = memberOf(value, key)
    if (member !== removed) setMember(kept, key, withoutRemoved(member, context, owned, depth + 1))
  }
  return kept
}

/** Follows one path and makes what is not there. */
class Update {
  readonly #path: List
  readonly #fresh: Value
  readonly #context: Context
  readonly #owned: Set<object>

  constructor(path: List, fresh: Value, context: Context, owned: Set<object>) {
    this.#path = path
    this.#fresh = fresh
    this.#context = context
    this.#owned = owned
  }

  at(value: Value, depth: number): Value {
    if (depth === this.#path.length) return this.#fresh
    this.#context.budget.depth(depth)
    this.#context.budget.step(1)
    const key = this.#path[depth] ?? null
    if (typeof key === 'string') {
      if (value === null || isDict(value)) return this.#member(value, key, depth)
      if (value === removed) return value
      throw new Fault(`expected an object but got: ${described(value)}`)
    }
    if (!isNumber(key) && !isDict(key)) {
      if (isList(value)) throw notANumber('an array', key)
      throw new Fault(`expected a string for object key but got: ${described(key)}`)
    }
    if (value === removed) return value
    if (value !== null && !isList(value)) throw expectedList(value)
    return isDict(key) ? this.#slice(value, key, depth) : this.#item(value, toIndex(key) ?? 0, depth)
  }

  get #deletes(): boolean {
    return this.#fresh === removed
  }

  #member(value: Dict | null, key: string, depth: number): Value {
    if (this.#deletes && (value === null || !Object.hasOwn(value, key))) return value
    const member = this.at(value === null ? null : memberOf(value, key), depth + 1)
    if (value !== null && this.#owned.has(value)) {
      setMember(value, key, member)
      return value
    }
    const copy = copyDict(value ?? {}, this.#context.budget)
    setMember(copy, key, member)
    this.#owned.add(copy)
    return copy
  }

  #item(value: Value[] | null, index: number, depth: number): Value {
    const length = value?.length ?? 0
    const at = clamped(index, -1, length)
    if (this.#deletes && (at < 0 || at >= length)) return value
    if (at < 0) throw new Fault(`array index should not be negative: ${index}`)
    if (at >= length && index >= indexMax) throw new Fault(`array index too large: ${index}`)
    const place = at < length ? at : index
    const item = this.at(value?.[place] ?? null, depth + 1)
    const list = this.#ownList(value)
    if (place >= length) this.#context.budget.items(place + 1 - length)
    while (list.length < place) list.push(null)
    list[place] = item
    return list
  }

  #ownList(value: Value[] | null): Value[] {
    if (value !== null && this.#owned.has(value)) return value
    const copy = value === null ? [] : value.slice()
    this.#context.budget.items(copy.length)
    this.#owned.add(copy)
    return copy
  }

  #removeItems(list: Value[], start: number, end: number): Value {
    const own = this.#ownList(list)
    for (let at = start; at < end; at++) own[at] = removed
    return own
  }

  #slice(value: Value[] | null, key: Dict, depth: number): Value {
    checkSliceKey(key)
    const list = value ?? []
    const { start, end } = rangeOf(list.length, memberOf(key, 'start'), memberOf(key, 'end'), 'an array')
    if (this.#deletes && start === end) return value
    const part = this.at(list.slice(start, end), depth + 1)
    if (part === removed) return this.#removeItems(list, start, end)
    if (!isList(part)) throw expectedList(part)
    this.#context.budget.items(list.length + part.length)
    this.#context.budget.step((list.length + part.length) / 2)
    const joined = [...list.slice(0, start), ...part, ...list.slice(end)]
    this.#owned.add(joined)
    return joined
  }
}
