import { Location, Time } from '@millrace/gotime'
import { durationType, locationStructType, uint8Type } from './go-type.ts'
import type { GoType } from './go-type.ts'

/** A Go value that JavaScript has no primitive for. */
export abstract class Boxed {
  abstract readonly type: GoType
}

/** Go's `map[string]any`: a plain object, so that the result of JSON.parse is a value as it is. */
export interface PlainMap {
  readonly [key: string]: Value
}

/**
 * A Go value. `number` is float64, `bigint` is int (always within 64 bits), an array is `[]any`, a plain object is
 * `map[string]any`, a Uint8Array is `[]byte`; times and places are
 * those of `gotime`; everything else is Boxed. In a string, a lone surrogate U+DC80 … U+DCFF
 * stands for one byte (80 … FF) that is not valid UTF-8.
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Uint8Array
  | readonly Value[]
  | Time
  | Location
  | Boxed
  | PlainMap

/** An integer of a Go type other than plain `int`: the sized ones and the named ones such as `time.Month`. */
export class TypedInt extends Boxed {
  readonly type: GoType
  readonly value: bigint

  constructor(type: GoType, value: bigint) {
    super()
    this.type = type
    this.value = value
  }
}

/** `time.Duration`, in nanoseconds. */
export class Duration extends Boxed {
  readonly type: GoType = durationType
  readonly ns: bigint

  constructor(ns: bigint) {
    super()
    this.ns = ns
  }
}

/** The `time.Location` that a pointer to a place points to. */
export class Place extends Boxed {
  readonly type: GoType = locationStructType
  readonly location: Location

  constructor(location: Location) {
    super()
    this.location = location
  }
}

/** A slice or array of another type than `[]any`, and the nil slice. */
export class TypedSlice extends Boxed {
  readonly type: GoType
  readonly items: readonly Value[]
  readonly isNil: boolean

  constructor(type: GoType, items: readonly Value[], isNil = false) {
    super()
    this.type = type
    this.items = items
    this.isNil = isNil
  }
}

/** What a Go function does when it is called; it throws a Panic for an error. */
export type Call = (args: readonly Value[]) => Value

/** A Go function, such as a method of a time, or one that the host gives in the env. */
export class Func extends Boxed {
  readonly type: GoType
  readonly call: Call

  constructor(type: GoType, call: Call) {
    super()
    this.type = type
    this.call = call
  }
}

export function isPlainMap(value: Value): value is PlainMap {
  return (
    typeof value === 'object' &&
    value !== null &&
    !(value instanceof Boxed) &&
    !(value instanceof Time) &&
    !(value instanceof Location) &&
    !Array.isArray(value) &&
    !(value instanceof Uint8Array)
  )
}

/** Whether Go would say so of a pointer, map, slice or interface. */
export function isNil(value: Value): boolean {
  return value === null || (value instanceof TypedSlice && value.isNil)
}

/** A member of a plain map, `undefined` when it has no such key of its own. */
export function member(map: PlainMap, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

/** A map to be filled. Nothing is inherited, so any text is a fit key. */
export function newMap(): Record<string, Value> {
  // Object.create gives any; an object without a prototype is what the type says.
  return Object.create(null) as Record<string, Value>
}

/** Array.isArray, for a type that has read-only arrays. */
export function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value)
}

/** The elements of any slice or array, `undefined` when it is none. */
export function itemsOf(value: Value): readonly Value[] | undefined {
  if (isArray(value)) return value
  if (value instanceof TypedSlice) return value.items
  return value instanceof Uint8Array ? bytesAsInts(value) : undefined
}

/** Bytes as the `uint8` values that indexing gives. */
export function bytesAsInts(bytes: Uint8Array): readonly Value[] {
  return Array.from(bytes, byteValue)
}

export function byteValue(byte: number): TypedInt {
  return new TypedInt(uint8Type, BigInt(byte))
}
