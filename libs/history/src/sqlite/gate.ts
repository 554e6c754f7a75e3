const [open, closed] = [0, 1]

/** Who reads waits no longer than this for a gate that nobody opens again. Milliseconds. */
const waitMaxMs = 200

/** Keeps those who read from beginning to, for a moment in which nobody may. Threads share it by its memory. */
export class Gate {
  readonly #state: Int32Array

  constructor(memory: SharedArrayBuffer = Gate.memory()) {
    this.#state = new Int32Array(memory)
  }

  static memory(): SharedArrayBuffer {
    return new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT)
  }

  /** Waits while it is closed. Blocks the thread. */
  pass(): void {
    Atomics.wait(this.#state, 0, closed, waitMaxMs)
  }

  /** Does something while it is closed. */
  closedFor(act: () => void): void {
    Atomics.store(this.#state, 0, closed)
    try {
      act()
    } finally {
      Atomics.store(this.#state, 0, open)
      Atomics.notify(this.#state, 0)
    }
  }
}
