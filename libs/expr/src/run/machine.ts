import type { Dialect } from '../dialect.ts'
import { Panic } from '../value/panic.ts'
import { kindName } from '../value/type-of.ts'
import type { PlainMap, Value } from '../value/value.ts'
import { TypedSlice, byteValue, isArray, isPlainMap } from '../value/value.ts'
import { AnyMap } from '../value/any-map.ts'
import { byteLength, toBytes } from '@millrace/value'

/** What one run may use up. */
export interface Limits {
  /** Turns of loops, and items that builtins look at. */
  readonly steps: number
  /** Items of lists, maps and ranges that are made; it is an error to reach it, as in the original. */
  readonly memory: number
  /** UTF-16 units of all longer texts that are made. */
  readonly text: number
}

export const defaultLimits: Limits = { steps: 5_000_000, memory: 1_000_000, text: 64 * 1024 * 1024 }

/** Texts shorter than this are not counted: the tree is too small to make many. */
const countedText = 4096

/** One loop of a predicate. */
export class Scope {
  readonly items: readonly Value[] | undefined
  readonly length: number
  index = 0
  count = 0n
  acc: Value = null

  constructor(items: readonly Value[] | undefined, length: number) {
    this.items = items
    this.length = length
  }

  item(): Value {
    if (this.items === undefined) throw new Panic('reflect: call of reflect.Value.Index on map Value')
    return this.items[this.index] ?? null
  }
}

/** Everything that a run changes: compiled code itself is without state. */
export class Machine {
  readonly env: PlainMap
  readonly dialect: Dialect
  readonly variables: Value[] = []
  /** Operands that wait for others, and what some operators leave behind; used by leaky programs only. */
  readonly stack: Value[] = []
  readonly #limits: Limits
  readonly #clock: (() => bigint) | undefined
  /** The place in the source of what is being done; an error is shown there. */
  offset = 0
  scope: Scope | undefined
  #steps = 0
  #memory = 0
  #text = 0

  constructor(env: PlainMap, dialect: Dialect, limits: Limits, clock: (() => bigint) | undefined) {
    this.env = env
    this.dialect = dialect
    this.#limits = limits
    this.#clock = clock
  }

  readonly spend = (items: number): void => {
    this.step(items)
  }

  step(count = 1): void {
    this.#steps += count
    if (this.#steps > this.#limits.steps) throw new Panic('step budget exceeded')
  }

  grow(items: number): void {
    this.#memory += items
    if (this.#memory >= this.#limits.memory) throw new Panic('memory budget exceeded')
  }

  /** To be told before a text of that length is made. */
  growText(length: number): void {
    if (length < countedText) return
    this.#text += length
    if (this.#text > this.#limits.text) throw new Panic('memory budget exceeded')
  }

  /** Nanoseconds since 1970. */
  now(): bigint {
    if (this.#clock === undefined) throw new Panic('now() needs a clock, and none was given')
    return this.#clock()
  }

  current(): Scope {
    if (this.scope === undefined) throw new Panic('cannot use pointer accessor outside predicate')
    return this.scope
  }
}

/** A loop over a value; a string is looped over byte by byte, a map only as long as no item is asked for. */
export function scopeOver(value: Value): Scope {
  if (isArray(value)) return new Scope(value, value.length)
  if (value instanceof TypedSlice) return new Scope(value.items, value.items.length)
  if (value instanceof Uint8Array) return new Scope(Array.from(value, byteValue), value.length)
  if (typeof value === 'string') return new Scope(Array.from(toBytes(value), byteValue), byteLength(value))
  if (value instanceof AnyMap) return new Scope(undefined, value.size)
  if (isPlainMap(value)) return new Scope(undefined, Object.keys(value).length)
  throw new Panic(`reflect: call of reflect.Value.Len on ${value === null ? 'zero' : kindName(value)} Value`)
}
