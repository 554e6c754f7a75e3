/** So many members have gone at least before the others move: moving a few is not worth while. */
const goneMin = 32

/**
 * A `Map` for members that stay for a moment, in a process that runs for long: what a request waits in for its answer.
 *
 * V8 gives a `Map` a new table each time that it fills or empties, and the old table keeps pointing to the new one and to
 * what it held then, for iterators that may still be under way. A table that has once lived long enough to count as old
 * is not looked at by the collections of young garbage, so that it keeps the next table alive, that one the next, and all
 * of them what they held, until a collection of the whole heap. So here the members move to a `Map` of their own again
 * and again: nothing points from the former to the latter.
 *
 * An iterator that was begun before they move goes on over those of then.
 */
export class ChurnMap<K, V> {
  #members = new Map<K, V>()
  #gone = 0

  get size(): number {
    return this.#members.size
  }

  has(key: K): boolean {
    return this.#members.has(key)
  }

  get(key: K): V | undefined {
    return this.#members.get(key)
  }

  set(key: K, value: V): this {
    this.#members.set(key, value)
    return this
  }

  /** Whether it was there. */
  delete(key: K): boolean {
    if (!this.#members.delete(key)) return false
    this.#gone += 1
    // As often as all of them have gone once: so each is moved once, on average.
    if (this.#gone >= Math.max(goneMin, this.#members.size)) this.#move(this.#members)
    return true
  }

  clear(): void {
    this.#move([])
  }

  /** In the order in which they came. */
  keys(): MapIterator<K> {
    return this.#members.keys()
  }

  values(): MapIterator<V> {
    return this.#members.values()
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.#members[Symbol.iterator]()
  }

  #move(members: Iterable<readonly [K, V]>): void {
    this.#members = new Map(members)
    this.#gone = 0
  }
}
