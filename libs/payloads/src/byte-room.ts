interface Waiting {
  readonly bytes: number
  readonly enter: () => void
}

/** Room for so many bytes. Who finds none waits in line for some time. */
export class ByteRoom {
  readonly bytesMax: number
  readonly #line = new Set<Waiting>()
  #taken = 0

  constructor(bytesMax: number) {
    this.bytesMax = bytesMax
  }

  /**
   * Takes room until it is disposed of, in the order of asking. Undefined: there was none within `waitMs`. Never ask for
   * more than `bytesMax`.
   */
  async take(bytes: number, waitMs: number): Promise<Disposable | undefined> {
    if (this.#line.size > 0 || this.#taken + bytes > this.bytesMax) {
      if (!(await this.#wait(bytes, waitMs))) return undefined
    } else this.#taken += bytes
    let isHeld = true
    return {
      [Symbol.dispose]: () => {
        if (!isHeld) return
        isHeld = false
        this.#taken -= bytes
        this.#admit()
      },
    }
  }

  #wait(bytes: number, waitMs: number): Promise<boolean> {
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
    const waiting = { bytes, enter }
    this.#line.add(waiting)
    return promise
  }

  #admit(): void {
    for (const waiting of this.#line) {
      if (this.#taken + waiting.bytes > this.bytesMax) return
      this.#line.delete(waiting)
      this.#taken += waiting.bytes
      waiting.enter()
    }
  }
}
