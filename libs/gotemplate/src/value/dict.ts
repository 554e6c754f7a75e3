import { Failure } from '../fault.ts'
import { anyType } from './list.ts'
import type { Value } from './value.ts'

type Host = Readonly<Record<string, unknown>>
type Convert = (host: unknown) => Value

/** A Go map with string keys. It can be changed by `set`, `unset` and `merge`, and all who hold it see that. */
export class Dict {
  /** The type of the values. */
  readonly element: string
  /** A nil map: empty, and nothing can be set in it. */
  readonly isNil: boolean
  /** Values already made of a JavaScript object's members; the rest are made when they are asked for. */
  readonly #known: Map<string, Value>
  #host: Host | undefined
  readonly #convert: Convert

  private constructor(known: Map<string, Value>, element: string, isNil: boolean, host?: Host, convert?: Convert) {
    this.#known = known
    this.#host = host
    this.#convert = convert ?? (() => null)
    this.element = element
    this.isNil = isNil
  }

  static of(entries: Iterable<readonly [string, Value]> = [], element = anyType): Dict {
    return new Dict(new Map(entries), element, false)
  }

  /** A map over a JavaScript object, which is only read, and never changed; `convert` makes values of its members. */
  static over(host: Host, convert: Convert): Dict {
    return new Dict(new Map(), anyType, false, host, convert)
  }

  static nil(): Dict {
    return new Dict(new Map(), anyType, true)
  }

  get type(): string {
    return `map[string]${this.element}`
  }

  get size(): number {
    this.#take()
    return this.#known.size
  }

  has(key: string): boolean {
    return this.#known.has(key) || (this.#host !== undefined && Object.hasOwn(this.#host, key))
  }

  /** Undefined when the key is not there. */
  get(key: string): Value {
    const known = this.#known.get(key)
    if (known !== undefined || this.#host === undefined || !Object.hasOwn(this.#host, key)) return known
    const value = this.#convert(this.#host[key])
    // Only what has an identity need be kept.
    if (typeof value === 'object' && value !== null) this.#known.set(key, value)
    return value
  }

  set(key: string, value: Value): void {
    if (this.isNil) throw new Failure('assignment to entry in nil map')
    this.#take()
    this.#known.set(key, value)
  }

  delete(key: string): void {
    this.#take()
    this.#known.delete(key)
  }

  /** In the order of insertion, which in Go is no order at all. */
  entries(): IterableIterator<[string, Value]> {
    this.#take()
    return this.#known.entries()
  }

  #take(): void {
    if (this.#host === undefined) return
    for (const key of Object.keys(this.#host)) {
      const value = this.get(key)
      if (!this.#known.has(key)) this.#known.set(key, value)
    }
    this.#host = undefined
  }
}
