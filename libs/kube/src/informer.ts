import { setTimeout as sleep } from 'node:timers/promises'
import { backOffMs } from './back-off.ts'
import type { KubeClient, Selection } from './client.ts'
import { textAt } from './json-parts.ts'
import { isKubeError } from './kube-error.ts'
import type { KubeObject } from './kube-object.ts'
import { ObjectStore, type Change } from './object-store.ts'
import type { Resource } from './resource.ts'

export interface InformerOptions extends Selection {
  readonly resource: Resource
  /** Told of each change, in the order of the server; must not throw. */
  readonly onChange: (change: Change) => void
  /** Told of what keeps it from listing or watching; it goes on trying. */
  readonly onFault?: (error: unknown) => void
  /** After this everything is listed anew, so that whatever a watch may have missed is found. Milliseconds. */
  readonly resyncMs?: number
  /** Objects of a page of a list. */
  readonly pageMax?: number
  /** What of an object is kept; its name, uid and version must be. Absent: all but who manages which field. */
  readonly keep?: (object: KubeObject) => KubeObject
}

/** Objects of a resource, kept as they are on the server. Disposing ends the watch. */
export interface Informer extends AsyncDisposable {
  get(ref: string): KubeObject | undefined
  all(): IterableIterator<KubeObject>
}

const resyncMsDefault = 600_000
const pageMaxDefault = 500
/** A watch is ended and taken up again after at most this, so that no connection grows old. */
const watchMaxMs = 300_000
const backOff = { firstMs: 100, maxMs: 10_000 }

/** Lists, then watches. Resolves when the first list is taken in; rejects only where `stop` aborts before that. */
export async function startInformer(
  client: KubeClient,
  options: InformerOptions,
  stop: AbortSignal,
): Promise<Informer> {
  const own = new AbortController()
  const loop = new WatchLoop(client, options, AbortSignal.any([stop, own.signal]))
  const { promise, resolve } = Promise.withResolvers<void>()
  const done = loop.run(resolve)
  await Promise.race([promise, done])
  stop.throwIfAborted()
  return {
    get: (ref) => loop.store.get(ref),
    all: () => loop.store.all(),
    [Symbol.asyncDispose]: async () => {
      own.abort()
      await done
    },
  }
}

class WatchLoop {
  readonly store = new ObjectStore()
  readonly #client: KubeClient
  readonly #options: InformerOptions
  readonly #stop: AbortSignal
  readonly #keep: (object: KubeObject) => KubeObject
  /** Where to go on; undefined: nowhere, so list. */
  #version: string | undefined
  #listedMs = 0
  #failures = 0

  constructor(client: KubeClient, options: InformerOptions, stop: AbortSignal) {
    this.#client = client
    this.#options = options
    this.#stop = stop
    this.#keep = options.keep ?? trimmed
  }

  async run(onListed: () => void): Promise<void> {
    while (!this.#stop.aborted) {
      try {
        if (this.#version === undefined || this.#dueInMs() <= 0) {
          await this.#list()
          onListed()
        }
        await this.#watch()
      } catch (error) {
        if (this.#stop.aborted) return
        await this.#afterFault(error)
      }
    }
  }

  #dueInMs(): number {
    return this.#listedMs + (this.#options.resyncMs ?? resyncMsDefault) - performance.now()
  }

  async #list(): Promise<void> {
    const { resource, namespace, labelSelector, fieldSelector, pageMax = pageMaxDefault } = this.#options
    const selection = { namespace, labelSelector, fieldSelector, limit: pageMax, stop: this.#stop }
    const objects: KubeObject[] = []
    let version: string
    let next: string | undefined
    do {
      const page = await this.#client.list(resource, { ...selection, continue: next })
      const items = page.items.map(this.#keep)
      objects.push(...items)
      // Told at once: whoever listens works while the server makes the next page.
      for (const object of items) this.#tell(this.store.put(object))
      version = page.resourceVersion
      next = page.continue
    } while (next !== undefined)
    for (const change of this.store.replace(objects)) this.#tell(change)
    this.#version = version
    this.#listedMs = performance.now()
    this.#failures = 0
  }

  async #watch(): Promise<void> {
    const { resource, namespace, labelSelector, fieldSelector } = this.#options
    const timeoutMs = Math.max(1_000, Math.min(watchMaxMs, this.#dueInMs()))
    const place = { namespace, labelSelector, fieldSelector, resourceVersion: this.#version ?? '' }
    const startedMs = performance.now()
    for await (const event of this.#client.watch(resource, { ...place, timeoutMs, stop: this.#stop })) {
      this.#failures = 0
      if (event.kind === 'bookmark') {
        this.#version = event.resourceVersion
        continue
      }
      const object = this.#keep(event.object)
      const change = event.kind === 'put' ? this.store.put(object) : this.store.remove(object)
      this.#version = textAt(object, 'metadata', 'resourceVersion')
      this.#tell(change)
    }
    // A server that ends watches at once must not be asked again and again without a pause.
    if (performance.now() - startedMs < backOff.firstMs) await sleep(backOff.firstMs, undefined, { signal: this.#stop })
  }

  #tell(change: Change | undefined): void {
    if (change !== undefined) this.#options.onChange(change)
  }

  async #afterFault(fault: unknown): Promise<void> {
    // Forgotten by the server: only a list brings us up to date. Any other version is still good.
    if (isKubeError(fault, 'gone')) this.#version = undefined
    else this.#options.onFault?.(fault)
    const asked = isKubeError(fault) ? fault.retryAfterMs : undefined
    const waitMs = asked ?? backOffMs(this.#failures++, backOff, Math.random())
    await sleep(waitMs, undefined, { signal: this.#stop }).catch(() => {})
  }
}

/** Without the record of who manages which field: half of an object's bytes, and of no use here. */
function trimmed(object: KubeObject): KubeObject {
  const { managedFields: _, ...metadata } = object.metadata
  return { ...object, metadata: { ...metadata, name: object.metadata.name } }
}
