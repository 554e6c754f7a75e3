import { int } from './int.ts'
import type { Value } from './value.ts'

export interface ListOptions {
  readonly isNil?: boolean
  readonly spare?: readonly Value[]
  /** Made by adding one by one, beginning with this capacity. */
  readonly grownFrom?: number
}

/** A Go slice. Functions make new ones; none is changed after it was made. */
export class List {
  /** The type of the elements; `interface {}` says that they may be anything, also nil. */
  readonly element: string
  readonly items: readonly Value[]
  /** A nil slice: empty, and `null` in JSON. */
  readonly isNil: boolean
  readonly #spare: readonly Value[] | undefined
  readonly #grownFrom: number | undefined

  constructor(items: readonly Value[], element = anyType, options: ListOptions = {}) {
    this.element = element
    this.items = items
    this.isNil = options.isNil ?? false
    this.#spare = options.spare
    this.#grownFrom = options.grownFrom
  }

  get type(): string {
    return `[]${this.element}`
  }

  /** What lies beyond the end up to the capacity, which slicing can bring back. */
  get spare(): readonly Value[] {
    if (this.#spare !== undefined) return this.#spare
    if (this.#grownFrom === undefined) return []
    const { length } = this.items
    return Array.from({ length: grownCapacity(this.#grownFrom, length) - length }, () => zeroElement(this.element))
  }
}

export const anyType = 'interface {}'

export function nilList(element = anyType): List {
  return new List([], element, { isNil: true })
}

export function strings(items: readonly string[], options: ListOptions = {}): List {
  return new List(items, 'string', options)
}

/** Made by adding one by one. */
export const grown: ListOptions = { grownFrom: 0 }

/** The capacity of a slice that was filled one by one: it doubles, and from 256 on grows by less. */
function grownCapacity(from: number, length: number): number {
  let capacity = from
  while (capacity < length) capacity = capacity < 512 ? Math.max(1, capacity * 2) : length
  return capacity
}

function zeroElement(element: string): Value {
  if (element === 'string') return ''
  return element === 'int' ? int(0) : null
}
