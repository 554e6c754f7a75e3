import { nuid } from '@nats-io/nats-core'
import type { AckedPublish, StoredAck } from './acked-publish.ts'
import { BusFault } from './bus-fault.ts'

/** How a {@link GroupPublisher} gathers and how long it tries. */
export interface GroupOptions {
  readonly subject: string
  /** Makes one message of the entries that are stored together. */
  readonly join: (entries: readonly Uint8Array[]) => Uint8Array
  /** Entries in one message at most. */
  readonly entriesMax: number
  /** Bytes of entries in one message at most; a single larger entry goes alone. */
  readonly bytesMax: number
  /** Messages that wait for their ack at most; meanwhile arrivals gather. */
  readonly inFlightMax: number
  /** Entries that wait to be stored at most; beyond, `add` refuses with `bus-overloaded`. */
  readonly waitingMax: number
  /** How long arrivals gather before they are sent, when messages follow closely on one another. Milliseconds, 0: never. */
  readonly gatherMs: number
  /** An entry is given up after this. Milliseconds; Infinity: never. */
  readonly giveUpMs: number
  /** An ack that has not come after this is asked for again with the same id. Milliseconds. */
  readonly ackTimeoutMs: number
}

interface Entry {
  readonly bytes: Uint8Array
  readonly resolve: (ack: StoredAck) => void
  readonly reject: (fault: BusFault) => void
  readonly deadline: number
}

const retryDelayMs = 100
/** With so many entries a message's own cost is shared out: waiting for more gains nothing. */
const enough = 16

/**
 * Group commit: an idle publisher sends at once; while messages wait for their acks, arrivals gather into the next one.
 * So latency at low load is that of one entry and throughput at high load that of batches. A message whose ack stays
 * out is repeated with the same id, so that it is stored once.
 */
export class GroupPublisher implements AsyncDisposable {
  readonly #publish: AckedPublish
  readonly #options: GroupOptions
  #gathered: Entry[] = []
  #gatheredBytes = 0
  #inFlight = 0
  #waiting = 0
  #scheduled = false
  #timer: NodeJS.Timeout | undefined
  #lastSentAt = -Infinity
  #closed = false
  #idle: (() => void) | undefined

  /** Called with the number of entries of each message stored. */
  onStored: (entries: number) => void = () => {}

  constructor(publish: AckedPublish, options: GroupOptions) {
    this.#publish = publish
    this.#options = options
  }

  /** Entries that wait to be stored. */
  get waiting(): number {
    return this.#waiting
  }

  /** Resolves when the stream has stored the entry. Rejects with BusFault. */
  add(bytes: Uint8Array): Promise<StoredAck> {
    if (this.#closed) return Promise.reject(new BusFault('bus-closed', `${this.#options.subject} is being closed`))
    if (this.#waiting >= this.#options.waitingMax) {
      const what = `${this.#waiting} entries wait for ${this.#options.subject}`
      return Promise.reject(new BusFault('bus-overloaded', what))
    }
    const { promise, resolve, reject } = Promise.withResolvers<StoredAck>()
    this.#waiting += 1
    this.#gathered.push({ bytes, resolve, reject, deadline: performance.now() + this.#options.giveUpMs })
    this.#gatheredBytes += bytes.length
    this.#schedule()
    return promise
  }

  /** Stores what has gathered, waits for it and refuses more. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    if (this.#waiting === 0) return
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#idle = resolve
    this.#flush()
    await promise
  }

  /** One pass of the event loop brings many arrivals at high load: they gather until it has read them all. */
  #schedule(): void {
    if (this.#inFlight >= this.#options.inFlightMax) return
    const pause = this.#gathered.length >= enough ? 0 : this.#pauseMs()
    if (this.#scheduled && (this.#timer === undefined || pause > 0)) return
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#scheduled = true
    const flush = (): void => {
      this.#scheduled = false
      this.#timer = undefined
      this.#flush()
    }
    if (pause > 0) this.#timer = setTimeout(flush, pause)
    else setImmediate(flush)
  }

  #pauseMs(): number {
    const { gatherMs } = this.#options
    if (gatherMs === 0) return 0
    // Sparse arrivals gain nothing by waiting: nobody would join them.
    return performance.now() - this.#lastSentAt < gatherMs ? gatherMs : 0
  }

  #flush(): void {
    while (this.#gathered.length > 0 && this.#inFlight < this.#options.inFlightMax) {
      const entries = this.#takeBatch()
      this.#inFlight += 1
      this.#lastSentAt = performance.now()
      void this.#send(entries)
    }
  }

  #takeBatch(): Entry[] {
    const { entriesMax, bytesMax } = this.#options
    if (this.#gathered.length <= entriesMax && this.#gatheredBytes <= bytesMax) {
      const all = this.#gathered
      this.#gathered = []
      this.#gatheredBytes = 0
      return all
    }
    let count = 0
    let bytes = 0
    for (const entry of this.#gathered) {
      if (count > 0 && (count >= entriesMax || bytes + entry.bytes.length > bytesMax)) break
      count += 1
      bytes += entry.bytes.length
    }
    this.#gatheredBytes -= bytes
    return this.#gathered.splice(0, count)
  }

  async #send(entries: readonly Entry[]): Promise<void> {
    const data = this.#options.join(entries.map((entry) => entry.bytes))
    const settled = await this.#store(data, Math.max(...entries.map((entry) => entry.deadline)))
    this.#inFlight -= 1
    this.#waiting -= entries.length
    if (settled instanceof BusFault) for (const entry of entries) entry.reject(settled)
    else {
      this.onStored(entries.length)
      for (const entry of entries) entry.resolve(settled)
    }
    if (this.#gathered.length > 0) this.#schedule()
    else if (this.#waiting === 0) this.#idle?.()
  }

  async #store(data: Uint8Array, deadline: number): Promise<StoredAck | BusFault> {
    const { subject, ackTimeoutMs } = this.#options
    const id = nuid.next()
    for (;;) {
      try {
        return await this.#publish.publish({ subject, data, id }, ackTimeoutMs)
      } catch (error) {
        const fault = error instanceof BusFault ? error : new BusFault('bus-away', 'publish failed', { cause: error })
        if (!fault.shouldRetry() || fault.code === 'bus-full' || performance.now() + retryDelayMs >= deadline)
          return fault
      }
      await new Promise((resolve) => setTimeout(resolve, retryDelayMs))
    }
  }
}
