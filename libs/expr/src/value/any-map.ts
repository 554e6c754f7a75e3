import { Location, Time } from '@millrace/gotime'
import type { GoType } from './go-type.ts'
import { Boxed, Duration, TypedInt, TypedSlice } from './value.ts'
import type { Value } from './value.ts'
import { Panic } from './panic.ts'
import { typeOf } from './type-of.ts'

/** A Go map whose keys may be of any type: `map[any]any` and `map[any][]any`. Keys are equal when type and value are. */
export class AnyMap extends Boxed {
  readonly type: GoType
  readonly #entries = new Map<unknown, readonly [Value, Value]>()

  constructor(type: GoType) {
    super()
    this.type = type
  }

  get size(): number {
    return this.#entries.size
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(identity(key))?.[1]
  }

  has(key: Value): boolean {
    return this.#entries.has(identity(key))
  }

  set(key: Value, value: Value): void {
    // NaN differs from itself, so each one is a key of its own.
    const id = Number.isNaN(key) ? Symbol('NaN') : identity(key)
    const before = this.#entries.get(id)
    this.#entries.set(id, [before === undefined ? key : before[0], value])
  }

  entries(): (readonly [Value, Value])[] {
    return [...this.#entries.values()]
  }
}

/** Something that `Map` tells apart exactly as Go tells the keys apart. */
function identity(key: Value): unknown {
  if (typeof key === 'string') return key.startsWith('\0') ? `\0string:${key}` : key
  if (typeof key === 'number' || typeof key === 'bigint' || typeof key === 'boolean' || key === null) {
    return Number.isNaN(key) ? Symbol('NaN') : key
  }
  if (key instanceof TypedInt) return `\0${key.type.name}:${key.value}`
  if (key instanceof Duration) return `\0duration:${key.ns}`
  if (key instanceof Time) return `\0time:${key.seconds}.${key.nanos} ${pointerOf(key.location)}`
  if (key instanceof Location) return `\0location:${pointerOf(key)}`
  if (key instanceof TypedSlice && key.type.kind === 'array') {
    return `\0array:${key.items.map((item) => String(identity(item))).join('\0')}`
  }
  return unhashable(key)
}

const pointers = new WeakMap<Location, number>()
let nextPointer = 1

/** Which pointer a place is: two places of the same name are two keys of a map. */
function pointerOf(location: Location): number {
  const known = pointers.get(location) ?? nextPointer++
  pointers.set(location, known)
  return known
}

function unhashable(key: Value): never {
  const name = typeOf(key)?.name ?? 'nil'
  throw new Panic(`hash of unhashable type: ${name}`)
}
