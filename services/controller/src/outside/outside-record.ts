import { eventsStream, outsideConsumer, outsideStream, sharedConsumer, type Bus } from '@millrace/bus'
import type { SecretReader } from '@millrace/secrets'
import { isDeepStrictEqual } from 'node:util'
import { Wake } from '../wake.ts'
import { Coalesced } from './coalesced.ts'
import { copyMessage, type CopierDeps, type Target } from './copier.ts'
import { haveStream } from './have-stream.ts'
import { linksMax, type Link, type Links, type LinkUse } from './links.ts'
import type { OutsideBus } from './outside-bus.ts'
import { readAccess, type OutsideAccess } from './read-access.ts'
import { storedIds } from './stored-ids.ts'
import type { Trouble } from './trouble.ts'

export interface OutsideRecordDeps {
  readonly bus: Bus
  readonly secrets: SecretReader
  readonly links: Links
  /** Tells this installation from others that use the same server. */
  readonly installation: string
  readonly ackWaitMs: number
  /** Something else keeps the record from its server now, or nothing. */
  readonly onTrouble: () => void
  readonly events: Pick<CopierDeps, 'onCopied' | 'onFault' | 'onUnreadable'>
}

interface Used {
  readonly use: LinkUse
  readonly access: OutsideAccess
}

/** Messages on their way to a server at most, by number and bytes. */
const inFlightMax = 64
const inFlightBytesMax = 8 * 1_048_576
/** Messages of which it is doubtful whether a server has them are among its last ones: it stores few between two tries. */
const lastMax = 4 * inFlightMax
/** How often Secrets and the stream are looked at where nobody says that something changed. Milliseconds. */
const lookMs = 5_000

/** Takes the record of one EventBus to the server that the EventBus names, as long as it is not disposed of. */
export class OutsideRecord implements AsyncDisposable {
  readonly #deps: OutsideRecordDeps
  readonly #stop = new AbortController()
  readonly #wake = new Wake()
  readonly #done: Promise<void>
  #bus: OutsideBus
  #trouble: Trouble | undefined = { reason: 'Connecting', message: 'the server is being connected to' }
  #used: Used | undefined
  /** What the newest credentials lead to, while the server has not taken them yet. */
  #next: Used | undefined
  #target: (Target & { readonly times: number }) | undefined
  #waiting: (() => void)[] = []

  constructor(bus: OutsideBus, deps: OutsideRecordDeps) {
    this.#bus = bus
    this.#deps = deps
    this.#done = this.#follow()
  }

  /** What keeps the record from its server. */
  get trouble(): Trouble | undefined {
    return this.#trouble
  }

  /** The EventBus in its newest version. */
  change(bus: OutsideBus): void {
    if (isDeepStrictEqual(bus, this.#bus)) return
    this.#bus = bus
    this.#target = undefined
    this.#wake.wake()
  }

  /** Ends it; what was begun and not stored is taken up again by who goes on. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort()
    this.#open()
    await this.#done
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stop
    const copying = this.#copy()
    while (!signal.aborted) {
      await this.#look().catch((error: unknown) => this.#deps.events.onFault(error))
      await this.#wake.wait(lookMs, signal)
    }
    this.#open()
    await (await copying)?.[Symbol.asyncDispose]()
    for (const one of [this.#used, this.#next]) await one?.use[Symbol.asyncDispose]()
  }

  async #copy() {
    const { bus, ackWaitMs, events } = this.#deps
    const { signal: stop } = this.#stop
    const stream = eventsStream(this.#bus.namespace, this.#bus.name)
    try {
      await bus.ensureConsumer(stream, this.#wish(), stop)
    } catch (fault) {
      if (!stop.aborted) events.onFault(fault)
      return undefined
    }
    if (stop.aborted) return undefined
    const deps: CopierDeps = { ...events, stop, target: () => this.#ready() }
    const options = { stream, consumer: outsideConsumer, inFlightMax, inFlightBytesMax, ackWaitMs }
    return bus.consume({ ...options, onFault: events.onFault }, (message) => copyMessage(message, this.#bus, deps))
  }

  /** The stream of an EventBus that is removed and made anew within a moment has lost it. */
  async #haveConsumer(): Promise<void> {
    const { consumers } = this.#deps.bus.manager
    const stream = eventsStream(this.#bus.namespace, this.#bus.name)
    // With our own server away, or the stream on its way, the next look will do.
    await consumers
      .info(stream, outsideConsumer)
      .catch(() => consumers.add(stream, this.#wish()))
      .catch(() => undefined)
  }

  #wish() {
    return sharedConsumer(outsideConsumer, this.#deps.ackWaitMs, inFlightMax)
  }

  /** Has the connection that the manifest and its Secrets ask for, and the stream behind it. */
  async #look(): Promise<void> {
    await this.#haveConsumer()
    const bus = this.#bus
    const read = await readAccess(bus, this.#deps.secrets)
    if ('reason' in read) {
      // A connection that stands goes on: a Secret may be away for a moment while it is replaced.
      if (this.#target === undefined) this.#is(read)
      return
    }
    const link = await this.#linkFor(read)
    if (link === undefined) return
    const { bus: server, times, trouble } = link
    if (server === undefined) {
      this.#target = undefined
      this.#is(trouble)
      return
    }
    const missing = await haveStream(bus, server, this.#deps.installation)
    // The connection may have been lost meanwhile, or the EventBus changed: then it is looked again.
    if (link.times !== times || link.bus !== server || this.#bus !== bus) return
    if (missing !== undefined) {
      this.#target = undefined
      this.#is(missing)
      return
    }
    if (this.#target?.server !== server || this.#target.times !== times) {
      const stream = outsideStream(this.#bus.namespace, this.#bus.name)
      this.#target = { server, times, ids: new Coalesced(() => storedIds(server, stream, lastMax)) }
    }
    this.#is(this.#next?.use.link.trouble)
    this.#open()
  }

  /**
   * The connection to go by. Where credentials change, the new one is opened before the old one is closed; where the server changes,
   * nothing more goes to the old one.
   */
  async #linkFor(access: OutsideAccess): Promise<Link | undefined> {
    const [used, next] = [this.#used, this.#next]
    if (used !== undefined && isDeepStrictEqual(access, used.access)) {
      this.#next = undefined
      await next?.use[Symbol.asyncDispose]()
      return used.use.link
    }
    if (next === undefined || !isDeepStrictEqual(access, next.access)) {
      await next?.use[Symbol.asyncDispose]()
      const use = this.#deps.links.use(access, () => this.#changed())
      this.#next = use === undefined ? undefined : { use, access }
    }
    const mayWait = used?.use.link.bus !== undefined && used.access.url === access.url
    if (mayWait && this.#next?.use.link.bus === undefined) return used.use.link
    this.#used = this.#next
    this.#next = undefined
    this.#target = undefined
    await used?.use[Symbol.asyncDispose]()
    if (this.#used !== undefined) return this.#used.use.link
    this.#is({ reason: 'TooManyServers', message: `EventBuses name more than ${linksMax} servers` })
    return undefined
  }

  #changed(): void {
    if (this.#used?.use.link.bus === undefined) this.#target = undefined
    this.#wake.wake()
  }

  /** The server and its stream, as soon as they are there; undefined when this ends first. */
  async #ready(): Promise<Target | undefined> {
    const { signal } = this.#stop
    while (!signal.aborted) {
      if (this.#target !== undefined) return this.#target
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
    return undefined
  }

  /** Lets go on what waits for the server. */
  #open(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const go of waiting) go()
  }

  #is(trouble: Trouble | undefined): void {
    if (isDeepStrictEqual(trouble, this.#trouble)) return
    this.#trouble = trouble
    this.#deps.onTrouble()
  }
}
