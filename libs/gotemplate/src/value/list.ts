import type { Value } from './value.ts'

export interface ListOptions {
  readonly isNil?: boolean
  readonly spare?: readonly Value[]
  readonly grown?: boolean
}

/** A Go slice. Functions make new ones; none is changed after it was made. */
export class List {
  /** The type of the elements; `interface {}` says that they may be anything, also nil. */
  readonly element: string
  readonly items: readonly Value[]
  /** A nil slice: empty, and `null` in JSON. */
  readonly isNil: boolean
  readonly #spare: readonly Value[] | undefined
  readonly #grown: boolean

  constructor(items: readonly Value[], element = anyType, options: ListOptions = {}) {
    this.element = element
    this.items = items
    this.isNil = options.isNil ?? false
    this.#spare = options.spare
    this.#grown = options.grown ?? false
  }

  get type(): string {
    return `[]${this.element}`
  }

  /** What lies beyond the end up to the capacity, which slicing can bring back. */
  get spare(): readonly Value[] {
    if (this.#spare !== undefined) return this.#spare
    if (!this.#grown) return []
    return Array.from({ length: grownCapacity(this.items.length) - this.items.length }, () => null)
  }
}

export const anyType = 'interface {}'

export function nilList(element = anyType): List {
  return new List([], element, { isNil: true })
}

export function strings(items: readonly string[]): List {
  return new List(items, 'string')
}

/** The capacity of a slice that was filled one by one: it doubles, and from 256 on grows by less. */
function grownCapacity(length: number): number {
  let capacity = 0
  while (capacity < length) capacity = capacity < 512 ? Math.max(1, capacity * 2) : length
  return capacity
}
