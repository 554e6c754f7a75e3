import { lower, upper } from '../text/case.ts'
import { countForReplace, hasPrefix, hasSuffix, indexOf, lastIndexOf, replace, split } from '../text/search.ts'
import { trimPrefix, trimSet, trimSpace, trimSuffix } from '../text/search.ts'
import { byteLength, canonical } from '@millrace/value'
import { stringSliceType } from '../value/go-type.ts'
import { toInt } from '../value/int.ts'
import { Panic } from '../value/panic.ts'
import { typeOf } from '../value/type-of.ts'
import { TypedSlice, isArray } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import { text } from './arguments.ts'
import type { Builtin } from './arguments.ts'

/** How often a text may be repeated. */
const repeatsMax = 1_000_000n

const trim: Builtin = (_, [s, set]) => (set === undefined ? trimSpace(text(s)) : trimSet(text(s), text(set)))

const cutBy = (cut: (s: string, part: string) => string): Builtin => {
  return (_, [s, part]) => {
    // The part is looked at first.
    const what = part === undefined ? ' ' : text(part)
    return cut(text(s), what)
  }
}

const splitBy = (keep: boolean): Builtin => {
  return (m, [s, separator, limit]) => {
    const from = text(s)
    const parts = split(from, text(separator), limit === undefined ? -1n : toInt(limit), keep)
    m.step(parts?.length ?? 0)
    return new TypedSlice(stringSliceType, parts ?? [], parts === undefined)
  }
}

const replaceIn: Builtin = (m, [s, old, by, limit]) => {
  const [from, what, into] = [text(s), text(old), text(by)]
  const most = limit === undefined ? -1n : toInt(limit)
  if (into.length > what.length && from.length * into.length > 4096) {
    const times = most < 0n ? countForReplace(from, what) : Math.min(countForReplace(from, what), Number(most))
    m.growText(from.length + times * (into.length - what.length))
  }
  return replace(from, what, into, most)
}

const repeat: Builtin = (m, [s, count]) => {
  const what = text(s)
  const times = toInt(count ?? null)
  if (times < 0n) throw new Panic(`invalid argument for repeat (expected positive integer, got ${times})`)
  if (times > repeatsMax) throw new Panic('memory budget exceeded')
  // Counted before it is made; the original counts after.
  m.grow(byteLength(what) * Number(times))
  m.growText(what.length * Number(times))
  return canonical(what.repeat(Number(times)))
}

const join: Builtin = (m, [list, separator]) => {
  const glue = separator === undefined ? '' : text(separator)
  const parts = partsOf(list ?? null)
  m.step(parts.length)
  m.growText(parts.reduce((sum, part) => sum + part.length, 0) + glue.length * parts.length)
  return canonical(parts.join(glue))
}

function partsOf(list: Value): readonly string[] {
  if (isArray(list)) return list.map(text)
  if (list instanceof TypedSlice && (list.type === stringSliceType || list.type.name === '[]interface {}')) {
    return list.items.map(text)
  }
  throw new Panic(`invalid argument for join (type ${typeOf(list)?.name ?? '%!s(<nil>)'})`)
}

const ofTwo =
  (body: (a: string, b: string) => Value): Builtin =>
  (_, [a, b]) =>
    body(text(a), text(b))

export const strings: Readonly<Record<string, Builtin>> = {
  trim,
  trimPrefix: cutBy(trimPrefix),
  trimSuffix: cutBy(trimSuffix),
  upper: (_, [s]) => upper(text(s)),
  lower: (_, [s]) => lower(text(s)),
  split: splitBy(false),
  splitAfter: splitBy(true),
  replace: replaceIn,
  repeat,
  join,
  indexOf: ofTwo((a, b) => BigInt(indexOf(a, b))),
  lastIndexOf: ofTwo((a, b) => BigInt(lastIndexOf(a, b))),
  hasPrefix: ofTwo(hasPrefix),
  hasSuffix: ofTwo(hasSuffix),
}
