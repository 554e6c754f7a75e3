import { BusFault, openBus, type Bus } from '@millrace/bus'
import { fingerprintOf } from '@millrace/connectors'
import { setTimeout as sleep } from 'node:timers/promises'
import type { OutsideAccess } from './read-access.ts'
import type { Trouble } from './trouble.ts'

/** Servers, told apart by URL, credentials and TLS, that are connected to at most. */
export const linksMax = 32
/** A server that is too old may have been replaced by a newer one after this. Milliseconds. */
const tooOldRetryMs = 15_000

/** One connection to a server of somebody else. It is tried for ever. */
export interface Link {
  /** The server, while the connection stands. */
  readonly bus: Bus | undefined
  /** How often the connection has been made: what was on its way before may be lost. */
  readonly times: number
  /** Undefined while the connection stands. */
  readonly trouble: Trouble | undefined
}

/** A use of a {@link Link}; the last one that is disposed of closes the connection. */
export interface LinkUse extends AsyncDisposable {
  readonly link: Link
}

/** The connections to the servers of somebody else: one for all EventBuses that reach a server in the same way. */
export class Links {
  readonly #open = new Map<string, { readonly link: OpenLink; readonly users: Set<() => void> }>()

  /** Undefined: there are too many already. `onChange` is called when the connection comes or goes, or its trouble changes. */
  use(access: OutsideAccess, onChange: () => void): LinkUse | undefined {
    const key = fingerprintOf(access)
    const known = this.#open.get(key)
    if (known === undefined && this.#open.size >= linksMax) return undefined
    const users = known?.users ?? new Set()
    const link = known?.link ?? new OpenLink(access, () => users.forEach((tell) => tell()))
    if (known === undefined) this.#open.set(key, { link, users })
    // Each use is a listener of its own, also where two come from the same function.
    const tell = (): void => onChange()
    users.add(tell)
    return {
      link,
      [Symbol.asyncDispose]: async () => {
        users.delete(tell)
        if (users.size > 0 || this.#open.get(key)?.link !== link) return
        this.#open.delete(key)
        await link[Symbol.asyncDispose]()
      },
    }
  }
}

class OpenLink implements Link, AsyncDisposable {
  readonly #access: OutsideAccess
  readonly #onChange: () => void
  readonly #stop = new AbortController()
  readonly #done: Promise<void>
  #bus: Bus | undefined
  times = 0
  trouble: Trouble | undefined = { reason: 'Connecting', message: 'the server is being connected to' }

  constructor(access: OutsideAccess, onChange: () => void) {
    this.#access = access
    this.#onChange = onChange
    this.#done = this.#open()
  }

  get bus(): Bus | undefined {
    return this.trouble === undefined ? this.#bus : undefined
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    await this.#done
    await this.#bus?.[Symbol.asyncDispose]()
  }

  async #open(): Promise<void> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      try {
        this.#bus = await this.#connect(signal)
        this.#stands()
        return
      } catch (error) {
        if (signal.aborted) return
        this.#is({ reason: reasonOf(error), message: messageOf(error) })
      }
      await sleep(tooOldRetryMs, undefined, { signal }).catch(() => undefined)
    }
  }

  #connect(stop: AbortSignal): Promise<Bus> {
    return openBus({
      ...this.#access,
      name: 'controller (record of an EventBus)',
      stop,
      onTrouble: (message, kind) => this.#is({ reason: kind === 'refused' ? 'AccessRefused' : 'ServerAway', message }),
      onConnection: (change) => {
        if (change === 'found') this.#stands()
        else this.#is({ reason: 'ServerAway', message: 'the connection is lost; it is tried again' })
      },
    })
  }

  #stands(): void {
    this.times += 1
    this.#is(undefined)
  }

  #is(trouble: Trouble | undefined): void {
    this.trouble = trouble
    this.#onChange()
  }
}

function reasonOf(error: unknown): Trouble['reason'] {
  const code = error instanceof BusFault ? error.code : undefined
  if (code === 'bus-too-old') return 'ServerTooOld'
  return code === 'bus-address-invalid' ? 'UrlInvalid' : 'ServerAway'
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
