import { KvWatchInclude } from '@nats-io/kv'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Registry } from './open-registry.ts'
import { readEntry } from './read-entry.ts'
import type { RegistryObject } from './registry-object.ts'

/** The registry after a change: all objects in force, by their key. An object that did not change is the same object. */
export interface RegistrySnapshot {
  readonly objects: ReadonlyMap<string, RegistryObject>
}

/** A running watch. */
export interface RegistryWatch extends AsyncDisposable {
  readonly snapshot: RegistrySnapshot
}

export interface WatchOptions {
  /** Gives up waiting for the first objects. */
  readonly stop?: AbortSignal
  /** Told when the watch breaks; it is opened anew. */
  readonly onFault?: (fault: unknown) => void
}

/** Changes that come together are told together. Milliseconds. */
const settleMs = 20
const retryMs = 500

/**
 * Follows the registry. `onChange`, which must not throw, is called with all objects once they are known, and again after
 * every change. A watch that breaks, or whose connection was lost, is opened anew and starts from what is there then.
 */
export async function watchRegistry(
  registry: Registry,
  onChange: (snapshot: RegistrySnapshot) => void,
  options: WatchOptions = {},
): Promise<RegistryWatch> {
  const watch = new Watch(registry, onChange, options)
  try {
    await watch.ready
  } catch (error) {
    await watch[Symbol.asyncDispose]()
    throw error
  }
  return watch
}

interface Known {
  readonly revision: number
  readonly object: RegistryObject
}

class Watch implements RegistryWatch {
  readonly #registry: Registry
  readonly #onChange: (snapshot: RegistrySnapshot) => void
  readonly #onFault: (fault: unknown) => void
  readonly #ready = Promise.withResolvers<void>()
  readonly #stopping = new AbortController()
  readonly #done: Promise<void>
  #known: ReadonlyMap<string, Known> = new Map()
  #snapshot: RegistrySnapshot = { objects: new Map() }
  #timer: NodeJS.Timeout | undefined
  #interrupt: (() => void) | undefined

  constructor(registry: Registry, onChange: (snapshot: RegistrySnapshot) => void, options: WatchOptions) {
    this.#registry = registry
    this.#onChange = onChange
    this.#onFault = options.onFault ?? (() => undefined)
    options.stop?.addEventListener('abort', () => this.#ready.reject(options.stop?.reason), { once: true })
    this.#done = this.#follow()
    void this.#restartOnReconnect()
  }

  get ready(): Promise<void> {
    return this.#ready.promise
  }

  get snapshot(): RegistrySnapshot {
    return this.#snapshot
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    clearTimeout(this.#timer)
    this.#interrupt?.()
    await this.#done
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.#once()
      } catch (fault) {
        // The objects in force stay as they are until the bus is back.
        if (!signal.aborted) this.#onFault(fault)
      }
      await sleep(retryMs, undefined, { signal }).catch(() => undefined)
    }
  }

  /** The server may have forgotten the watch with the connection, and the library notices that after a minute only. */
  async #restartOnReconnect(): Promise<void> {
    for await (const status of this.#registry.connection.status()) {
      if (this.#stopping.signal.aborted) return
      if (status.type === 'reconnect') this.#interrupt?.()
    }
  }

  async #once(): Promise<void> {
    const { bucket } = this.#registry
    const entries = await bucket.watch({ include: KvWatchInclude.LastValue })
    this.#interrupt = () => entries.stop()
    if (this.#stopping.signal.aborted) return entries.stop()
    const fresh = new Map<string, Known>()
    // Until what was there at the beginning has come, the objects before stay in force.
    let isWhole = (await bucket.status()).values === 0
    if (isWhole) this.#publishSoon(fresh)
    for await (const entry of entries) {
      const object = readEntry(entry)
      const before = this.#known.get(entry.key)
      if (object === undefined) fresh.delete(entry.key)
      else fresh.set(entry.key, before?.revision === entry.revision ? before : { revision: entry.revision, object })
      isWhole ||= entry.delta === 0
      if (isWhole) this.#publishSoon(fresh)
    }
  }

  #publishSoon(fresh: ReadonlyMap<string, Known>): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#publish(fresh), settleMs)
  }

  #publish(fresh: ReadonlyMap<string, Known>): void {
    const isFirst = this.#known.size === 0 && this.#snapshot.objects.size === 0
    const isSame = fresh.size === this.#known.size && [...fresh].every(([key, one]) => this.#known.get(key) === one)
    this.#known = new Map(fresh)
    if (isFirst || !isSame) {
      this.#snapshot = { objects: new Map([...fresh].map(([key, { object }]) => [key, object])) }
      this.#onChange(this.#snapshot)
    }
    this.#ready.resolve()
  }
}
