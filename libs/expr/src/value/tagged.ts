import { Location, Time, formatRfc3339Nano, parseTime } from '@millrace/gotime'
import { loadLocation } from '../time/zones.ts'
import { floatText } from '@millrace/value'
import { fromBytes, toBytes } from '@millrace/value'
import { AnyMap } from './any-map.ts'
import { anyMapType, sizedTypes } from './go-type.ts'
import { wrap, wrap64 } from './int.ts'

import type { Spend } from './equal.ts'
import { Panic } from './panic.ts'
import { typeName } from './type-of.ts'
import { Duration, Func, TypedInt, isPlainMap, itemsOf, newMap } from './value.ts'
import type { PlainMap, Value } from './value.ts'

/** JSON as JSON.parse gives it. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** Reads tagged JSON: `{"$int": "42"}`, `{"$time": …}` and so on stand for Go values. Throws a Panic for a bad tag. */
export function decodeTagged(json: Json): Value {
  if (typeof json === 'string') return json.toWellFormed()
  if (typeof json !== 'object' || json === null) return json
  if (isList(json)) return json.map(decodeTagged)
  const keys = Object.keys(json)
  const [first = ''] = keys
  if (keys.length === 1 && first.startsWith('$')) {
    const tagged = decodeTag(first.slice(1), json[first] ?? null)
    if (tagged !== undefined) return tagged
  }
  const map = newMap()
  for (const key of keys) map[key.toWellFormed()] = decodeTagged(json[key] ?? null)
  return map
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json)
}

function decodeTag(tag: string, body: Json): Value | undefined {
  if (tag === 'map') return decodeMap(body)
  if (typeof body !== 'string') return undefined
  switch (tag) {
    case 'int':
      return wrap64(BigInt(body))
    case 'float':
      return decodeFloat(body)
    case 'bytes':
      return Uint8Array.from(Buffer.from(body, 'base64'))
    case 'str64':
      return fromBytes(Buffer.from(body, 'base64'))
    case 'time':
      return parseTime('2006-01-02T15:04:05.999999999Z07:00', body)
    case 'duration':
      return new Duration(wrap64(BigInt(body)))
    case 'location':
      return loadLocation(body)
    default: {
      const type = sizedTypes.get(tag)
      return type === undefined ? undefined : new TypedInt(type, wrap(type.kind, BigInt(body)))
    }
  }
}

const specials: Readonly<Record<string, number>> = {
  NaN: Number.NaN,
  '+Inf': Infinity,
  Inf: Infinity,
  '-Inf': -Infinity,
}

function decodeFloat(text: string): number {
  return specials[text] ?? Number(text)
}

function decodeMap(body: Json): Value | undefined {
  if (!Array.isArray(body)) return undefined
  const pairs = (body as readonly Json[]).map((pair) => (Array.isArray(pair) ? (pair as readonly Json[]) : []))
  const decoded = pairs.map(([key = null, value = null]) => [decodeTagged(key), decodeTagged(value)] as const)
  if (decoded.every(([key]) => typeof key === 'string')) {
    const map = newMap()
    for (const [key, value] of decoded) if (typeof key === 'string') map[key] = value
    return map
  }
  const map = new AnyMap(anyMapType)
  for (const [key, value] of decoded) map.set(key, value)
  return map
}

/** How many values one encoded value may hold: lists that share their parts can be far longer than they look. */
export const encodedMax = 2_000_000

/** Writes a value as tagged JSON: each number says its type. Throws a Panic when it holds more than `encodedMax`. */
export function encodeTagged(value: Value): Json {
  let left = encodedMax
  return encode(value, (count) => {
    left -= count
    if (left < 0) throw new Panic('the result is too large to be written')
  })
}

function encode(value: Value, spend: Spend): Json {
  spend(1)
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'string') return encodeText(value)
  if (typeof value === 'bigint') return { $int: String(value) }
  if (typeof value === 'number') return { $float: floatText(value) }
  if (value instanceof TypedInt) return { [`$${value.type.kind}`]: String(value.value) }
  if (value instanceof Duration) return { $duration: String(value.ns) }
  if (value instanceof Time) return { $time: formatRfc3339Nano(value) }
  if (value instanceof Location) return { $location: value.name }
  if (value instanceof Func) return { $func: true }
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  if (value instanceof AnyMap) return encodePairs(value.entries(), spend)
  const items = itemsOf(value)
  if (items !== undefined) return items.map((item) => encode(item, spend))
  return isPlainMap(value) ? encodePlain(value, spend) : { $go: typeName(value) }
}

function encodeText(text: string): Json {
  return text.isWellFormed() ? text : { $str64: Buffer.from(toBytes(text)).toString('base64') }
}

function encodePlain(map: PlainMap, spend: Spend): Json {
  return encodePairs(
    Object.keys(map).map((key) => [key, map[key] ?? null]),
    spend,
  )
}

function encodePairs(pairs: readonly (readonly [Value, Value])[], spend: Spend): Json {
  if (pairs.some(([key]) => typeof key !== 'string' || key.startsWith('$') || !key.isWellFormed())) {
    return { $map: pairs.map(([key, value]) => [encode(key, spend), encode(value, spend)]) }
  }
  // A map without a prototype, so that any key is a key.
  const out = Object.create(null) as Record<string, Json>
  for (const [key, value] of pairs) if (typeof key === 'string') out[key] = encode(value, spend)
  return out
}
