import type { Pool } from 'undici'
import type { Access } from './credentials.ts'

/** A watch holds its connection as long as it lasts, so watches do not share those of calls: they would starve them. */
export type ConnectionUse = 'call' | 'watch'

/** Calls that are on their way at once; further ones wait. */
const callsMax = 32
/** A connection that nobody used for so long is closed: servers and what stands before them do it after a minute or more. */
const idleMaxMs = 30_000
/** Until a watch has begun to answer. */
const headersMaxMs = 30_000
/** A watch that says nothing, not even a bookmark, for this long is taken for dead. The server sends one each minute. */
const silenceMaxMs = 150_000

/** The kept connections to one server, until the credentials that they were made with have changed. */
export class Connections implements Disposable {
  readonly #origin: string
  #made:
    | { tls: Access['tls']; readonly key: string; readonly pools: Promise<Readonly<Record<ConnectionUse, Pool>>> }
    | undefined

  constructor({ origin }: URL) {
    this.#origin = origin
  }

  async of(use: ConnectionUse, tls: Access['tls']): Promise<Pool> {
    if (this.#made?.tls !== tls) {
      const key = JSON.stringify(tls)
      // Read anew, and still the same.
      if (this.#made?.key === key) this.#made.tls = tls
      else {
        this[Symbol.dispose]()
        this.#made = { tls, key, pools: poolsFor(this.#origin, tls) }
      }
    }
    return (await this.#made.pools)[use]
  }

  /** Ends what is on its way. */
  [Symbol.dispose](): void {
    const made = this.#made
    this.#made = undefined
    made?.pools.then(
      ({ call, watch }) => void Promise.allSettled([call.destroy(), watch.destroy()]),
      () => undefined,
    )
  }
}

async function poolsFor(origin: string, tls: Access['tls']): Promise<Readonly<Record<ConnectionUse, Pool>>> {
  // Services that speak to no API server do without it.
  const { Pool } = await import('undici')
  const shared = { connect: defined(tls), keepAliveTimeout: idleMaxMs, allowH2: false }
  return {
    call: new Pool(origin, { ...shared, connections: callsMax, headersTimeout: 0, bodyTimeout: 0 }),
    watch: new Pool(origin, { ...shared, headersTimeout: headersMaxMs, bodyTimeout: silenceMaxMs }),
  }
}

function defined(tls: Access['tls']): object {
  return Object.fromEntries(Object.entries(tls).filter(([, value]) => value !== undefined))
}
