import type { Bus } from '@millrace/bus'
import { KvWatchInclude } from '@nats-io/kv'
import { setTimeout as sleep } from 'node:timers/promises'
import { readPause, type Pause, type Pauses } from './pauses.ts'

const retryMs = 500

/**
 * Follows the pauses. `onChange`, which must not throw, is called with all of them once they are known, and after every
 * change. A watch that breaks, or whose connection was lost, is opened anew; until then the pauses stay as they were.
 */
export async function watchPauses(
  pauses: Pauses,
  bus: Bus,
  onChange: (pauses: readonly Pause[]) => void,
): Promise<AsyncDisposable> {
  const watch = new Watch(pauses, bus, onChange)
  await watch.ready
  return watch
}

class Watch implements AsyncDisposable {
  readonly #pauses: Pauses
  readonly #bus: Bus
  readonly #onChange: (pauses: readonly Pause[]) => void
  readonly #ready = Promise.withResolvers<void>()
  readonly #stopping = new AbortController()
  readonly #done: Promise<void>
  #interrupt: (() => void) | undefined

  constructor(pauses: Pauses, bus: Bus, onChange: (pauses: readonly Pause[]) => void) {
    this.#pauses = pauses
    this.#bus = bus
    this.#onChange = onChange
    this.#done = this.#follow()
    void this.#restartOnReconnect()
  }

  get ready(): Promise<void> {
    return this.#ready.promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    this.#interrupt?.()
    await this.#done
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      await this.#once().catch(() => undefined)
      await sleep(retryMs, undefined, { signal }).catch(() => undefined)
    }
  }

  /** The server may have forgotten the watch with the connection, and the library notices that late. */
  async #restartOnReconnect(): Promise<void> {
    for await (const status of this.#bus.connection.status()) {
      if (this.#stopping.signal.aborted) return
      if (status.type === 'reconnect') this.#interrupt?.()
    }
  }

  async #once(): Promise<void> {
    const { bucket } = this.#pauses
    const entries = await bucket.watch({ include: KvWatchInclude.LastValue })
    this.#interrupt = () => entries.stop()
    if (this.#stopping.signal.aborted) return entries.stop()
    const known = new Map<string, Pause>()
    let isWhole = (await bucket.status()).values === 0
    if (isWhole) this.#publish(known)
    for await (const entry of entries) {
      const pause = readPause(entry)
      if (pause === undefined) known.delete(entry.key)
      else known.set(entry.key, pause)
      isWhole ||= entry.delta === 0
      if (isWhole) this.#publish(known)
    }
  }

  #publish(known: ReadonlyMap<string, Pause>): void {
    this.#onChange([...known.values()])
    this.#ready.resolve()
  }
}
