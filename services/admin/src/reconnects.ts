import type { Bus } from '@millrace/bus'

/** Tells whoever reads a stream that the connection was lost and found: the server may have forgotten the reader. */
export class Reconnects {
  readonly #listeners = new Set<() => void>()

  constructor(bus: Bus) {
    void this.#watch(bus)
  }

  /** Calls the listener after each reconnection, until the result is disposed of. */
  watch(listener: () => void): Disposable {
    this.#listeners.add(listener)
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) }
  }

  /** Ends with the connection. */
  async #watch({ connection }: Bus): Promise<void> {
    for await (const { type } of connection.status()) {
      if (type === 'reconnect') for (const listener of this.#listeners) listener()
    }
  }
}
