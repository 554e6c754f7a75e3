import { ChurnMap, ChurnSet } from '@millrace/collections'

interface Waiting {
  readonly bytes: number
  readonly owner: string
  readonly enter: () => void
}

/**
 * Room for so many bytes. Who finds none waits in line for some time. An owner that is named gets half of it at most, or
 * what it asks for at a time where that is more: one that keeps what it has leaves room for others.
 */
export class ByteRoom {
  readonly bytesMax: number
  readonly #shareMax: number
  readonly #line = new ChurnSet<Waiting>()
  readonly #owned = new ChurnMap<string, number>()
  #taken = 0

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax
    this.#shareMax = bytesMax / 2
  }

  /**
   * Takes room until it is disposed of, in the order of asking; who has its share already lets others pass. Undefined: there
   * was none within `waitMs`. Never ask for more than `bytesMax`.
   */
  async take(bytes: number, waitMs: number, owner = ''): Promise<Disposable | undefined> {
    if (!(await this.#enter(bytes, waitMs, owner))) return undefined
    let isHeld = true
    return {
      [Symbol.dispose]: () => {
        if (!isHeld) return
        isHeld = false
        this.#count(owner, -bytes)
        this.#admit()
      },
    }
  }

  #enter(bytes: number, waitMs: number, owner: string): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>()
    const timer = setTimeout(() => {
      this.#line.delete(waiting)
      resolve(false)
      // It may have kept out smaller ones behind it.
      this.#admit()
    }, waitMs)
    const enter = (): void => {
      clearTimeout(timer)
      resolve(true)
    }
    const waiting = { bytes, owner, enter }
    this.#line.add(waiting)
    this.#admit()
    return promise
  }

  #admit(): void {
    for (const waiting of this.#line) {
      const { bytes, owner, enter } = waiting
      const owned = this.#owned.get(owner) ?? 0
      if (owned > 0 && owned + bytes > this.#shareMax) continue
      if (this.#taken + bytes > this.bytesMax) return
      this.#line.delete(waiting)
      this.#count(owner, bytes)
      enter()
    }
  }

  #count(owner: string, bytes: number): void {
    this.#taken += bytes
    if (owner === '') return
    const owned = (this.#owned.get(owner) ?? 0) + bytes
    if (owned > 0) this.#owned.set(owner, owned)
    else this.#owned.delete(owner)
  }
}
