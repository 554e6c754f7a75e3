const [isClosed, isReading, damageMet, timesMade] = [0, 1, 2, 3]

/** Nobody waits for another for longer. Milliseconds. */
const waitMaxMs = 200

/**
 * Between one thread that reads and one that writes: keeps the one from beginning to read for a moment in which nobody may.
 * The one tells the other by it that the file is damaged, and the other the one that it has been made anew. They share it
 * by its memory.
 */
export class Gate {
  readonly #state: Int32Array

  constructor(memory: SharedArrayBuffer = Gate.memory()) {
    this.#state = new Int32Array(memory)
  }

  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT)
  }

  /** How often the file has been made anew: who has opened it before has one that is gone. */
  get made(): number {
    return Atomics.load(this.#state, timesMade)
  }

  /** Somebody who read met damage. */
  get isDamaged(): boolean {
    return Atomics.load(this.#state, damageMet) === 1
  }

  /** Whoever writes makes the file anew then. */
  tellDamage(): void {
    Atomics.store(this.#state, damageMet, 1)
  }

  tellMade(): void {
    Atomics.store(this.#state, damageMet, 0)
    Atomics.add(this.#state, timesMade, 1)
  }

  /** Begins to read, once it is open. Blocks the thread. */
  enter(): void {
    Atomics.store(this.#state, isReading, 1)
    while (Atomics.load(this.#state, isClosed) === 1) {
      this.leave()
      if (Atomics.wait(this.#state, isClosed, 1, waitMaxMs) === 'timed-out') Atomics.store(this.#state, isClosed, 0)
      Atomics.store(this.#state, isReading, 1)
    }
  }

  leave(): void {
    Atomics.store(this.#state, isReading, 0)
    Atomics.notify(this.#state, isReading)
  }

  /** Does something while nobody reads, or after having waited for long enough. Blocks the thread. */
  closedFor(act: () => void): void {
    Atomics.store(this.#state, isClosed, 1)
    try {
      Atomics.wait(this.#state, isReading, 1, waitMaxMs)
      act()
    } finally {
      Atomics.store(this.#state, isClosed, 0)
      Atomics.notify(this.#state, isClosed)
    }
  }
}
