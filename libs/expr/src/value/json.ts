import { Location, Time, formatRfc3339Nano } from '@millrace/gotime'
import { JsonError, decodeJson, encodeFloat, quoteJson, writeJson } from '@millrace/value'
import type { JsonShape } from '@millrace/value'
import { free, nestingMax } from './equal.ts'
import type { Spend } from './equal.ts'
import { Panic } from './panic.ts'
import { textPerStep } from './print.ts'
import { typeName } from './type-of.ts'
import { Duration, Place, TypedInt, TypedSlice, isArray, isPlainMap } from './value.ts'
import type { Value } from './value.ts'

/** Go's `json.MarshalIndent(value, "", indent)`; without an indent the compact `json.Marshal`. */
export function toJson(value: Value, indent = '', spend: Spend = free): string {
  const work = (units: number): void => spend(units / textPerStep)
  return panicking(() => writeJson(value, shapeOf, { indent, depthMax: nestingMax, step: () => spend(1), work }))
}

function shapeOf(value: Value): JsonShape<Value> {
  if (typeof value === 'string') return quoteJson(value)
  if (typeof value === 'number') return encodeFloat(value)
  return typeof value === 'object' && value !== null ? shapeOfObject(value) : String(value)
}

function shapeOfObject(value: Exclude<Value, null>): JsonShape<Value> {
  if (isArray(value)) return value
  if (value instanceof TypedInt) return String(value.value)
  if (value instanceof Duration) return String(value.ns)
  if (value instanceof Time) return timeText(value)
  if (value instanceof Location || value instanceof Place) return '{}'
  if (value instanceof Uint8Array) return `"${Buffer.from(value).toString('base64')}"`
  if (value instanceof TypedSlice) return value.isNil ? 'null' : value.items
  if (!isPlainMap(value)) throw new Panic(`json: unsupported type: ${typeName(value)}`)
  return { members: Object.entries(value) }
}

function timeText(time: Time): string {
  const { year } = time.civil
  if (year < 0 || year > 9999) throw new Panic('Time.MarshalJSON: year outside of range [0,9999]')
  return `"${formatRfc3339Nano(time)}"`
}

/** Go's `json.Unmarshal` into any. All numbers are float64. */
export function fromJson(text: string): Value {
  // Numbers are read as float64, so no JsonNumber is in it.
  return panicking(() => decodeJson(text) as Value)
}

function panicking<T>(action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw error instanceof JsonError ? new Panic(error.message) : error
  }
}
