import type { Bus } from '@millrace/bus'
import { KvWatchInclude, type KV, type KvEntry } from '@nats-io/kv'
import { setTimeout as sleep } from 'node:timers/promises'

export interface FollowOptions {
  readonly bus: Bus
  readonly bucket: KV
  /** Told of all values there are once they are known, and after every change; must not throw. Removals without a marker are not seen. */
  readonly onEntries: (entries: ReadonlyMap<string, KvEntry>) => void
  /** Told when the watch breaks; it is opened anew. */
  readonly onFault?: (fault: unknown) => void
  /** Ends it, also before the values are known. */
  readonly stop?: AbortSignal
}

const retryMs = 500

/**
 * Follows the values of a bucket. Resolves when they are known. A watch that breaks, or whose connection was lost, is
 * opened anew; until then the values stay as they were.
 */
export async function followBucket(options: FollowOptions): Promise<AsyncDisposable> {
  const follower = new Follower(options)
  await follower.ready
  return follower
}

class Follower implements AsyncDisposable {
  readonly #options: FollowOptions
  readonly #ready = Promise.withResolvers<void>()
  readonly #stopping = new AbortController()
  readonly #done: Promise<void>
  #interrupt: (() => void) | undefined

  constructor(options: FollowOptions) {
    this.#options = options
    this.#done = this.#follow()
    void this.#restartOnReconnect()
    const { stop } = options
    const end = (): void => void this[Symbol.asyncDispose]()
    if (stop?.aborted === true) end()
    else stop?.addEventListener('abort', end, { once: true, signal: this.#stopping.signal })
  }

  get ready(): Promise<void> {
    return this.#ready.promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    this.#interrupt?.()
    // Nobody waits for values that will not come.
    this.#ready.resolve()
    await this.#done
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.#once()
      } catch (fault) {
        if (!signal.aborted) this.#options.onFault?.(fault)
      }
      await sleep(retryMs, undefined, { signal }).catch(() => undefined)
    }
  }

  /** The server may have forgotten the watch with the connection, and the library notices that late. */
  async #restartOnReconnect(): Promise<void> {
    for await (const status of this.#options.bus.connection.status()) {
      if (this.#stopping.signal.aborted) return
      if (status.type === 'reconnect') this.#interrupt?.()
    }
  }

  async #once(): Promise<void> {
    const { bucket } = this.#options
    const entries = await bucket.watch({ include: KvWatchInclude.LastValue })
    this.#interrupt = () => entries.stop()
    if (this.#stopping.signal.aborted) return entries.stop()
    const known = new Map<string, KvEntry>()
    let isWhole = (await bucket.status()).values === 0
    if (isWhole) this.#tell(known)
    for await (const entry of entries) {
      if (entry.operation === 'PUT') known.set(entry.key, entry)
      else known.delete(entry.key)
      isWhole ||= entry.delta === 0
      if (isWhole) this.#tell(known)
    }
  }

  #tell(known: ReadonlyMap<string, KvEntry>): void {
    this.#options.onEntries(known)
    this.#ready.resolve()
  }
}
