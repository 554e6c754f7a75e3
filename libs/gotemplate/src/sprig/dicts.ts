import { fixed, variadic } from '../call/signature.ts'
import type { Context } from '../call/context.ts'
import type { Signature } from '../call/signature.ts'
import { Failure } from '../fault.ts'
import { Dict } from '../value/dict.ts'
import { anyType, grown, List, strings } from '../value/list.ts'
import { typeOf } from '../value/type-of.ts'
import type { Value } from '../value/value.ts'
import { mergeInto } from './merge.ts'
import { stringify } from './stringify.ts'

const merge = merging(false)
const mergeOverwrite = merging(true)

export const dicts: Readonly<Record<string, Signature>> = {
  dict: variadic([], 'any', made),
  get: fixed(['map', 'string'], (_, dict, key) => dict.get(key) ?? (dict.has(key) ? null : '')),
  set: fixed(['map', 'string', 'any'], (_, dict, key, value) => {
    dict.set(key, value)
    return dict
  }),
  unset: fixed(['map', 'string'], (_, dict, key) => {
    dict.delete(key)
    return dict
  }),
  hasKey: fixed(['map', 'string'], (_, dict, key) => dict.has(key)),
  pluck: variadic(['string'], 'map', (_, key, all) => {
    return new List(
      all.filter((dict) => dict.has(key)).map((dict) => dict.get(key)),
      anyType,
      grown,
    )
  }),
  keys: variadic([], 'map', ({ budget }, all) => {
    return strings(
      all.flatMap((dict) => counted(budget, dict).map(([key]) => key)),
      grown,
    )
  }),
  values: fixed(
    ['map'],
    ({ budget }, dict) =>
      new List(
        counted(budget, dict).map(([, value]) => value),
        anyType,
        grown,
      ),
  ),
  pick: variadic(['map'], 'string', (_, dict, keys) => {
    return Dict.of(keys.filter((key) => dict.has(key)).map((key) => [key, dict.get(key)] as const))
  }),
  omit: variadic(['map'], 'string', ({ budget }, dict, keys) => {
    const omitted = new Set(keys)
    return Dict.of(counted(budget, dict).filter(([key]) => !omitted.has(key)))
  }),
  merge,
  mustMerge: merge,
  mergeOverwrite,
  mustMergeOverwrite: mergeOverwrite,
  dig: variadic([], 'any', (_, path) => dig(path)),
}

function counted(budget: Context['budget'], dict: Dict): [string, Value][] {
  budget.step(dict.size)
  return [...dict.entries()]
}

/** Keys and values in turn; a last key alone has an empty text. */
function made({ budget }: Context, parts: readonly Value[]): Dict {
  const dict = Dict.of()
  for (let at = 0; at < parts.length; at += 2) {
    dict.set(stringify(parts[at], budget), at + 1 < parts.length ? parts[at + 1] : '')
  }
  return dict
}

function merging(overwrites: boolean): Signature {
  return variadic(['map'], 'map', ({ budget }, target, sources) => {
    // A nil map cannot be filled; a new one takes its place.
    const result = target.isNil && sources.some((source) => !source.isNil) ? Dict.of() : target
    for (const source of sources) mergeInto(result, source, overwrites, budget)
    return result
  })
}

/** `dig "a" "b" default dict` */
function dig(args: readonly Value[]): Value {
  if (args.length < 3) throw new Failure('dig needs at least three arguments')
  const keys = args.slice(0, -2).map((key) => {
    if (typeof key !== 'string') throw new Failure(`interface conversion: interface {} is ${typeOf(key)}, not string`)
    return key
  })
  const otherwise = args.at(-2) ?? null
  let step: Value = args.at(-1)
  for (const key of keys) {
    if (!(step instanceof Dict) || step.element !== 'interface {}') {
      throw new Failure(`interface conversion: interface {} is ${typeOf(step)}, not map[string]interface {}`)
    }
    if (!step.has(key)) return otherwise
    step = step.get(key) ?? null
  }
  return step
}
