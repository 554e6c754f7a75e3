import { lookup } from 'node:dns/promises'

/** How long addresses are good before they are looked up again. */
const freshMs = 30_000

/**
 * The addresses of the hosts that templates may look up. Templates do not wait, so the addresses are found beforehand and
 * again every half minute. Disposing of it stops that.
 */
export class HostAddresses implements Disposable {
  readonly #known = new Map<string, readonly string[]>()
  readonly #timer: NodeJS.Timeout | undefined

  private constructor(hosts: readonly string[]) {
    for (const host of hosts) this.#known.set(host, [])
    if (hosts.length === 0) return
    this.#timer = setInterval(() => void this.refresh(), freshMs)
    this.#timer.unref()
  }

  /** Resolves when each host has been looked up once; one that is not found has no address. */
  static async open(hosts: readonly string[]): Promise<HostAddresses> {
    const addresses = new HostAddresses(hosts)
    await addresses.refresh()
    return addresses
  }

  /** Undefined for a host that is not allowed. */
  addressesOf(host: string): readonly string[] | undefined {
    return this.#known.get(host)
  }

  async refresh(): Promise<void> {
    await Promise.all(
      [...this.#known.keys()].map(async (host) => {
        const found = await lookup(host, { all: true }).catch(() => undefined)
        // A name server that is away for a moment takes nothing away.
        if (found !== undefined) {
          this.#known.set(
            host,
            found.map(({ address }) => address),
          )
        }
      }),
    )
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }
}
