import type { State } from './service-state.ts'

/** The state of the service as its control server tells it, for those who ask and those who watch. */
export class StateBoard {
  #state: State = 'starting'
  #closed = false
  #version = 0
  readonly #waiting = new Set<() => void>()

  get state(): State {
    return this.#state
  }

  /** True once watchers are to end. */
  get closed(): boolean {
    return this.#closed
  }

  /** Grows with each change; a watcher that saw one waits for the next with `changedSince`. */
  get version(): number {
    return this.#version
  }

  set(state: State): void {
    if (state === this.#state) return
    this.#state = state
    this.#wake()
  }

  close(): void {
    this.#closed = true
    this.#wake()
  }

  /** Resolves when there is something newer than the version, or the signal aborts. */
  changedSince(version: number, signal: AbortSignal): Promise<void> {
    if (version !== this.#version || signal.aborted) return Promise.resolve()
    return new Promise((resolve) => {
      const wake = (): void => {
        this.#waiting.delete(wake)
        signal.removeEventListener('abort', wake)
        resolve()
      }
      this.#waiting.add(wake)
      signal.addEventListener('abort', wake)
    })
  }

  #wake(): void {
    this.#version++
    // Each removes itself, which a set that is being walked allows.
    for (const wake of this.#waiting) wake()
  }
}
