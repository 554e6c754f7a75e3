import { ClientError } from './client-error.ts'

/** Which client is wanted, and how it is made. */
export interface ClientWish<C> {
  /** Names what the client is for, such as namespace, sensor and trigger. It may stand in logs. */
  readonly key: string
  /** Of everything the client is made from, secrets included: see `fingerprintOf`. Another one means another client. */
  readonly fingerprint: string
  /** Connects. A rejection reaches whoever waits for this client, and is not kept. */
  readonly open: () => Promise<C>
}

/** Bounds of a cache. */
export interface ClientCacheOptions {
  /** Clients that are open at most. Default 100. */
  readonly clientsMax?: number
  /** A client that nobody used for this long is closed. Milliseconds, default 60,000. */
  readonly idleMs?: number
  /** Told when closing a client failed: nobody waits for that. */
  readonly onFault?: (key: string, fault: unknown) => void
}

interface Entry<C> {
  readonly key: string
  readonly fingerprint: string
  readonly client: Promise<C>
  users: number
  lastUsedAt: number
  /** Nobody else gets it: it is closed when its last user is done. */
  retired: boolean
}

const clientsMaxDefault = 100
const idleMsDefault = 60_000

/**
 * Clients of outside systems, one a key: made when first used, shared by whoever uses it at the same time, made anew
 * when its configuration or secret has changed, closed when idle. No client is closed while somebody uses it.
 */
export class ClientCache<C extends AsyncDisposable> implements AsyncDisposable {
  readonly #current = new Map<string, Entry<C>>()
  readonly #open = new Set<Entry<C>>()
  readonly #closing = new Set<Promise<void>>()
  readonly #clientsMax: number
  readonly #idleMs: number
  readonly #onFault: (key: string, fault: unknown) => void
  readonly #sweep: NodeJS.Timeout
  #closed = false

  constructor(options: ClientCacheOptions = {}) {
    this.#clientsMax = options.clientsMax ?? clientsMaxDefault
    this.#idleMs = options.idleMs ?? idleMsDefault
    this.#onFault = options.onFault ?? (() => {})
    this.#sweep = setInterval(() => this.#closeIdle(), Math.max(10, this.#idleMs / 4))
    this.#sweep.unref()
  }

  /** Clients that are open, retired ones included. */
  get size(): number {
    return this.#open.size
  }

  /**
   * Lets `act` work with the client. Rejects with what `open` or `act` reject with, or with ClientError. Keep nothing of
   * the client beyond `act`.
   */
  async use<R>(wish: ClientWish<C>, act: (client: C) => Promise<R>): Promise<R> {
    const entry = this.#entryFor(wish)
    entry.users += 1
    try {
      return await act(await entry.client)
    } finally {
      entry.users -= 1
      entry.lastUsedAt = performance.now()
      if (entry.retired && entry.users === 0) this.#close(entry)
    }
  }

  /** The client of this key is broken, or its owner is gone: the next use makes a new one. */
  retire(key: string): void {
    const entry = this.#current.get(key)
    if (entry !== undefined) this.#retire(entry)
  }

  /** Refuses new uses, closes every client as soon as its users are done, and waits for all that. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    clearInterval(this.#sweep)
    for (const entry of this.#open) this.#retire(entry)
    while (this.#open.size > 0 || this.#closing.size > 0) {
      if (this.#closing.size > 0) await Promise.all(this.#closing)
      // Somebody still works with one: its end is seen here soon enough.
      else await new Promise((resolve) => setTimeout(resolve, 10))
    }
  }

  #entryFor(wish: ClientWish<C>): Entry<C> {
    if (this.#closed) throw new ClientError('clients-closed', `client ${wish.key} was asked for`)
    const known = this.#current.get(wish.key)
    if (known?.fingerprint === wish.fingerprint) return known
    if (known !== undefined) this.#retire(known)
    this.#makeRoom(wish.key)
    const entry: Entry<C> = {
      key: wish.key,
      fingerprint: wish.fingerprint,
      client: wish.open(),
      users: 0,
      lastUsedAt: performance.now(),
      retired: false,
    }
    this.#current.set(wish.key, entry)
    this.#open.add(entry)
    entry.client.catch(() => this.#forget(entry))
    return entry
  }

  /** Retires the client that nobody used for longest when there is no room for another. */
  #makeRoom(forKey: string): void {
    if (this.#open.size < this.#clientsMax) return
    let oldest: Entry<C> | undefined
    for (const entry of this.#current.values()) {
      if (entry.users === 0 && (oldest === undefined || entry.lastUsedAt < oldest.lastUsedAt)) oldest = entry
    }
    if (oldest === undefined) {
      const what = `${this.#open.size} clients are in use, so ${forKey} gets none`
      throw new ClientError('clients-exhausted', what)
    }
    this.#retire(oldest)
  }

  #closeIdle(): void {
    const before = performance.now() - this.#idleMs
    for (const entry of this.#current.values()) {
      if (entry.users === 0 && entry.lastUsedAt < before) this.#retire(entry)
    }
  }

  #retire(entry: Entry<C>): void {
    entry.retired = true
    if (this.#current.get(entry.key) === entry) this.#current.delete(entry.key)
    if (entry.users === 0) this.#close(entry)
  }

  #close(entry: Entry<C>): void {
    if (!this.#open.delete(entry)) return
    const closing = closeOf(entry).catch((fault: unknown) => this.#onFault(entry.key, fault))
    this.#closing.add(closing)
    void closing.finally(() => this.#closing.delete(closing))
  }

  /** It never opened: there is nothing to close. */
  #forget(entry: Entry<C>): void {
    entry.retired = true
    this.#open.delete(entry)
    if (this.#current.get(entry.key) === entry) this.#current.delete(entry.key)
  }
}

async function closeOf<C extends AsyncDisposable>(entry: Entry<C>): Promise<void> {
  let client: C
  try {
    client = await entry.client
  } catch {
    return
  }
  await client[Symbol.asyncDispose]()
}
