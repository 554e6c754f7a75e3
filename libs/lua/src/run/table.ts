import { arrayIndexMax } from '../limits.ts'
import type { Value } from '../value.ts'

/** Up to so many keys are found by looking at each; more get an index. */
const unindexedMax = 8

/** Fills a table when it is first looked at. */
export type Filler = (table: Table) => void

/** The keys and values of a table that many others begin as. */
export interface Layout {
  readonly keys: readonly Value[]
  readonly places: ReadonlyMap<Value, number>
}

/**
 * A table as gopher-lua keeps it. Keys 1, 2, … live in an array, in which a key beyond the end fills the gap with nil;
 * all others have a place in the order in which they came first, and keep it even while their value is nil.
 */
export class Table {
  readonly kind = 'table'
  metatable: Table | undefined
  array: Value[]
  keys: Value[]
  values: Value[]
  places: Map<Value, number> | undefined
  /** Not undefined as long as the content is still to come. */
  filler: Filler | undefined
  #isShared: boolean

  constructor() {
    this.metatable = undefined
    this.array = []
    this.keys = []
    this.values = []
    this.places = undefined
    this.filler = undefined
    this.#isShared = false
  }

  /** A table that begins with keys that others have too; they are copied when a new one comes. */
  static fromLayout(layout: Layout, values: Value[]): Table {
    const table = new Table()
    // Nobody writes to them while they are shared.
    table.keys = layout.keys as Value[]
    table.places = layout.places as Map<Value, number>
    table.values = values
    table.#isShared = true
    return table
  }

  fill(): void {
    const { filler } = this
    this.filler = undefined
    filler?.(this)
  }

  get(key: Value): Value {
    if (this.filler !== undefined) this.fill()
    if (typeof key === 'number') {
      if (isArrayKey(key)) return this.array[key - 1]
    }
    const place = this.place(key)
    return place < 0 ? undefined : this.values[place]
  }

  getString(key: string): Value {
    if (this.filler !== undefined) this.fill()
    const place = this.place(key)
    return place < 0 ? undefined : this.values[place]
  }

  /** Where a key that is not in the array is kept; negative when it never was. */
  place(key: Value): number {
    const { places } = this
    if (places !== undefined) return places.get(key) ?? -1
    const { keys } = this
    for (let at = 0; at < keys.length; at++) if (keys[at] === key) return at
    return -1
  }

  /** The key must not be nil or NaN. Gives how many places the table has grown by. */
  set(key: Value, value: Value): number {
    if (this.filler !== undefined) this.fill()
    if (typeof key === 'number' && isArrayKey(key)) return this.setIndex(key, value)
    return this.setField(key, value)
  }

  /** For a key that `isArrayKey`. */
  setIndex(key: number, value: Value): number {
    if (this.filler !== undefined) this.fill()
    const { array } = this
    if (key <= array.length) {
      array[key - 1] = value
      return 0
    }
    const grown = key - array.length
    for (let at = array.length; at < key - 1; at++) array.push(undefined)
    array.push(value)
    return grown
  }

  /** How far `set` would make the array grow. */
  growth(key: Value): number {
    if (this.filler !== undefined) this.fill()
    return typeof key === 'number' && isArrayKey(key) ? key - this.array.length : 0
  }

  setField(key: Value, value: Value): number {
    if (this.filler !== undefined) this.fill()
    const place = this.place(key)
    if (place >= 0) {
      this.values[place] = value
      return 0
    }
    if (value === undefined) return 0
    this.#own()
    const at = this.keys.length
    this.keys.push(key)
    this.values.push(value)
    if (this.places !== undefined) this.places.set(key, at)
    else if (at >= unindexedMax) this.places = new Map(this.keys.map((each, place) => [each, place]))
    return 1
  }

  #own(): void {
    if (!this.#isShared) return
    this.#isShared = false
    this.keys = [...this.keys]
    this.places = new Map(this.places)
  }

  /** The border that gopher-lua's `#` gives: the last index with a value. */
  length(): number {
    if (this.filler !== undefined) this.fill()
    const { array } = this
    let at = array.length
    while (at > 0 && array[at - 1] === undefined) at--
    return at
  }
}

/** Whether a number is a key of the array part. */
export function isArrayKey(key: number): boolean {
  return key > 0 && key < arrayIndexMax && Number.isInteger(key)
}
