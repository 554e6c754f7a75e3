import { KvWatchInclude } from '@nats-io/kv'
import type { Registry } from './open-registry.ts'
import type { RegistryObject } from './registry-object.ts'

/** A change of the registry: all objects in force after it. */
export interface RegistrySnapshot {
  readonly objects: ReadonlyMap<string, RegistryObject>
}

/** A running watch. */
export interface RegistryWatch extends AsyncDisposable {
  readonly snapshot: RegistrySnapshot
}

/** Changes that come together are told together. Milliseconds. */
const settleMs = 20
const retryMs = 500

/**
 * Follows the registry. `onChange` is called with all objects once they are known, and again after every change. A
 * watch that breaks is opened anew, and starts from what is there then.
 */
export async function watchRegistry(
  registry: Registry,
  onChange: (snapshot: RegistrySnapshot) => void,
): Promise<RegistryWatch> {
  const watch = new Watch(registry, onChange)
  await watch.ready
  return watch
}

class Watch implements RegistryWatch {
  readonly #registry: Registry
  readonly #onChange: (snapshot: RegistrySnapshot) => void
  readonly ready: Promise<void>
  readonly #done: Promise<void>
  #objects: ReadonlyMap<string, RegistryObject> = new Map()
  #timer: NodeJS.Timeout | undefined
  #stopped = false
  #stop: (() => void) | undefined

  constructor(registry: Registry, onChange: (snapshot: RegistrySnapshot) => void) {
    this.#registry = registry
    this.#onChange = onChange
    const { promise, resolve } = Promise.withResolvers<void>()
    this.ready = promise
    this.#done = this.#follow(resolve)
  }

  get snapshot(): RegistrySnapshot {
    return { objects: this.#objects }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#timer)
    this.#stop?.()
    await this.#done
  }

  async #follow(ready: () => void): Promise<void> {
    while (!this.#stopped) {
      try {
        await this.#once(ready)
      } catch {
        // The bus is away: the objects in force stay as they are until it is back.
      }
      if (!this.#stopped) await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }

  async #once(ready: () => void): Promise<void> {
    const fresh = new Map<string, RegistryObject>()
    const entries = await this.#registry.bucket.watch({ include: KvWatchInclude.LastValue })
    this.#stop = () => entries.stop()
    let initial = (await this.#registry.bucket.status()).values
    const publish = (): void => {
      this.#objects = new Map(fresh)
      this.#onChange(this.snapshot)
      ready()
    }
    if (initial === 0) publish()
    for await (const entry of entries) {
      if (entry.operation === 'PUT') fresh.set(entry.key, entry.json<RegistryObject>())
      else fresh.delete(entry.key)
      if (initial > 0 && entry.delta === 0) initial = 0
      if (initial > 0) continue
      clearTimeout(this.#timer)
      this.#timer = setTimeout(publish, settleMs)
    }
  }
}
