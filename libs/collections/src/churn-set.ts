import { ChurnMap } from './churn-map.ts'

/** A `Set` for members that stay for a moment: see {@link ChurnMap}, which says why. */
export class ChurnSet<T> {
  readonly #members = new ChurnMap<T, true>()

  get size(): number {
    return this.#members.size
  }

  has(member: T): boolean {
    return this.#members.has(member)
  }

  add(member: T): this {
    this.#members.set(member, true)
    return this
  }

  /** Whether it was there. */
  delete(member: T): boolean {
    return this.#members.delete(member)
  }

  clear(): void {
    this.#members.clear()
  }

  /** In the order in which they came. */
  [Symbol.iterator](): MapIterator<T> {
    return this.#members.keys()
  }
}
