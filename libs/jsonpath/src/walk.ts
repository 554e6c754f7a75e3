import type { Budget } from './budget.ts'
import { JsonPathError } from './error.ts'
import type { Argument, Step } from './step.ts'
import { elementsOf, integerOf, isList, isMap, kindOf } from './value.ts'
import type { Value } from './value.ts'
import { byteLength } from '@millrace/value'

/** What one look-up shares. */
export interface Context {
  readonly root: Value
  readonly budget: Budget
}

/** Follows the steps from a value on. Throws a JsonPathError where a step finds nothing and must. */
export function walk(steps: readonly Step[], context: Context, current: Value): Value {
  const [step, ...next] = steps
  if (step === undefined) return current
  context.budget.spend()
  switch (step.kind) {
    case 'root':
      return walk(next, context, context.root)
    case 'current':
      return walk(next, context, current)
    case 'key':
      return walk(next, context, memberOf(current, step.key))
    case 'index':
      return walk(next, context, itemAt(current, step.index))
    case 'length':
      return walk(next, context, lengthOf(current))
    case 'script':
      return walk(next, context, scripted(step.script(context, current), current))
    case 'wildcard':
      return each(elementsIn(current, 'wildcard', 'array map slice'), next, context)
    case 'recursive':
      return deep(next, context, current)
    case 'filter':
      return filtered(step, next, context, current)
    case 'union':
      return together(united(step.items, context, current), next, context)
    case 'range':
      return together(ranged(step, context, current), next, context)
    default:
      return step satisfies never
  }
}

function memberOf(current: Value, key: string): Value {
  if (!isMap(current)) throw wrongTarget('key', 'map', current)
  if (!Object.hasOwn(current, key)) throw new JsonPathError(`key: invalid token key '${key}' not found`)
  return current[key] ?? null
}

function itemAt(current: Value, index: number): Value {
  if (!isList(current)) throw wrongTarget('index', 'array slice', current)
  const at = index < 0 ? current.length + index : index
  if (at < 0 || at >= current.length) throw new JsonPathError('index: invalid token out of range')
  return current[at] ?? null
}

/** A map's own member of that name goes before its size; a text's length is in bytes. */
function lengthOf(current: Value): Value {
  if (typeof current === 'string') return BigInt(byteLength(current))
  if (isList(current)) return BigInt(current.length)
  if (!isMap(current)) throw wrongTarget('length', 'array map slice string', current)
  return Object.hasOwn(current, 'length') ? (current['length'] ?? null) : BigInt(Object.keys(current).length)
}

function scripted(result: Value, current: Value): Value {
  if (typeof result === 'string') return memberOf(current, result)
  const index = integerOf(result)
  if (index !== undefined) return itemAt(current, index)
  throw new JsonPathError(`unexpected expression result. expected [int string] got [${kindOf(result)}]`)
}

function elementsIn(current: Value, step: string, expected: string): readonly Value[] {
  const elements = elementsOf(current)
  if (elements === undefined) throw wrongTarget(step, expected, current)
  return elements
}

/** The rest of the path from each element; those for which it fails, or gives nil, are left out. */
function each(elements: readonly Value[], next: readonly Step[], context: Context): Value {
  context.budget.spend(elements.length)
  if (next.length === 0) return elements
  return elements.flatMap((element) => {
    const found = attempt(next, context, element)
    return found === null ? [] : [found]
  })
}

/** Null where the steps fail. A bound that is crossed fails all. */
function attempt(steps: readonly Step[], context: Context, current: Value): Value {
  try {
    return walk(steps, context, current)
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error
    context.budget.spend(0)
    return null
  }
}

/** What the rest finds here and in everything below, lists spread out. */
function deep(next: readonly Step[], context: Context, current: Value): Value[] {
  context.budget.spend()
  if (current === null) return []
  const found: Value = next.length === 0 ? [current] : attempt(next, context, current)
  const own = next.length === 0 ? [current] : isList(found) ? found : found === null ? [] : [found]
  const below = (elementsOf(current) ?? []).flatMap((element) => deep(next, context, element))
  context.budget.spend(own.length + below.length)
  return [...own, ...below]
}

function filtered(
  { script }: Extract<Step, { kind: 'filter' }>,
  next: readonly Step[],
  context: Context,
  current: Value,
): Value {
  const elements = elementsIn(current, 'filter', 'array map slice').filter((element) => {
    context.budget.spend()
    return holds(script, context, element)
  })
  return next[0]?.kind === 'index' ? walk(next, context, elements) : each(elements, next, context)
}

/** What is there and not empty holds; a script that fails does not. */
function holds(script: Extract<Step, { kind: 'filter' }>['script'], context: Context, element: Value): boolean {
  let value: Value
  try {
    value = script(context, element)
  } catch (error) {
    if (!(error instanceof JsonPathError)) throw error
    context.budget.spend(0)
    return false
  }
  if (typeof value === 'string') return !['', "''", '""'].includes(value)
  if (isList(value)) return value.length > 0
  return isMap(value) ? Object.keys(value).length > 0 : Boolean(value)
}

/** What a union or a range took: an index after it is one of the whole, any other step is for each element. */
function together(elements: readonly Value[], next: readonly Step[], context: Context): Value {
  if (next[0]?.kind === 'index') return walk(next, context, elements)
  return each(elements, next, context)
}

/** Names or indexes, not both; what is not there is left out. */
function united(items: readonly Argument[], context: Context, current: Value): readonly Value[] {
  const wanted = items.map((item) => {
    const value = typeof item === 'function' ? item(context, current) : item
    if (typeof value === 'string') return value
    const index = integerOf(value)
    if (index !== undefined) return index
    throw new JsonPathError(`union: invalid token argument. expected [int string] got [${kindOf(value)}]`)
  })
  const names = wanted.filter((item) => typeof item === 'string')
  if (names.length > 0 && names.length < wanted.length) {
    throw new JsonPathError('union: invalid token argument. expected [string] got [int]')
  }
  if (names.length > 0) {
    if (!isMap(current)) throw wrongTarget('union', 'map', current)
    return names.flatMap((name) => (Object.hasOwn(current, name) ? [current[name] ?? null] : []))
  }
  if (!isList(current)) throw wrongTarget('union', 'array slice', current)
  return wanted.flatMap((item) => {
    const index = Number(item) < 0 ? current.length + Number(item) : Number(item)
    return index >= 0 && index < current.length ? [current[index] ?? null] : []
  })
}

function ranged(range: Extract<Step, { kind: 'range' }>, context: Context, current: Value): readonly Value[] {
  if (!isList(current)) throw wrongTarget('range', 'array slice', current)
  const { length } = current
  const bound = (argument: Argument, fallback: number): number => {
    if (argument === null) return fallback
    const value = rangeInteger(argument, context, current)
    return Math.min(Math.max(value < 0 ? length + value : value, 0), length)
  }
  const [from, to] = [bound(range.from, 0), bound(range.to, length)]
  const step = range.step === null ? 1 : rangeInteger(range.step, context, current)
  if (step === 0) throw new JsonPathError('range: invalid token out of range')
  const items: Value[] = []
  if (step > 0) for (let at = from; at < to; at += step) items.push(current[at] ?? null)
  else for (let at = to - 1; at >= from; at += step) items.push(current[at] ?? null)
  return items
}

function rangeInteger(argument: Argument, context: Context, current: Value): number {
  const value = typeof argument === 'function' ? argument(context, current) : argument
  const index = integerOf(value)
  if (index !== undefined) return index
  throw new JsonPathError(`range: invalid token unexpected expression result. expected [int] got [${kindOf(value)}]`)
}

function wrongTarget(step: string, expected: string, current: Value): JsonPathError {
  return new JsonPathError(`${step}: invalid token target. expected [${expected}] got [${kindOf(current)}]`)
}
