import { JetStreamApiError, type ConsumerInfo } from '@nats-io/jetstream'
import type { Msg, QueuedIterator, Status } from '@nats-io/nats-core'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bus } from './open-bus.ts'
import { Pulls, type PullEnd } from './pulls.ts'
import { readMessage, type ReadMessage } from './read-message.ts'
import { addReader, deleteReader, restOf, type OrderedFrom } from './reader-consumer.ts'

/** Asked for at a time, of which half may wait to be taken before more is asked for; a larger message comes alone. */
const bytesAhead = 1_048_576
const messagesAhead = 500
const expiresMs = 60_000
const heartbeatMs = 5_000
/** Before a consumer is made anew. Milliseconds. */
const renewAfterMs = 250

const streamMissing = 10_059

/**
 * The messages of a stream, each once and in their order, without an end: by a consumer of its own, which is made anew where
 * it was lost. Whoever takes them slowly holds the server back, and one as large as the server takes holds nobody up. The
 * iteration, of which there is one, throws once the stream is gone, and ends once the connection is closed. Disposing of it
 * ends it and deletes the consumer.
 */
export class OrderedMessages implements AsyncIterable<ReadMessage>, AsyncDisposable {
  readonly #bus: Pick<Bus, 'connection' | 'manager'>
  readonly #stream: string
  readonly #from: OrderedFrom
  readonly #stopping = new AbortController()
  readonly #status: QueuedIterator<Status>
  #consumer: ConsumerInfo
  #pulls: Pulls
  #queue: ReadMessage[] = []
  #bytes = 0
  #news = Promise.withResolvers<void>()
  #lastSeq: number | undefined
  #sent = 0
  #cameOfRequest = 0
  #isNextLarge = false
  #isRenewing = false
  #fault: Error | undefined

  /** Rejects with the client's error where there is no such stream, or no answer. */
  static async open(bus: Pick<Bus, 'connection' | 'manager'>, stream: string, from: OrderedFrom) {
    return new OrderedMessages(bus, stream, from, await addReader(bus, stream, from))
  }

  private constructor(
    bus: Pick<Bus, 'connection' | 'manager'>,
    stream: string,
    from: OrderedFrom,
    consumer: ConsumerInfo,
  ) {
    this.#bus = bus
    this.#stream = stream
    this.#from = from
    this.#consumer = consumer
    this.#pulls = this.#pull()
    // What the client gives here is one of these, though it says less of it.
    this.#status = bus.connection.status() as QueuedIterator<Status>
    void this.#watch()
    this.#ask()
  }

  /** The consumer that the messages come from now; how far it was when it was made. */
  get consumer(): ConsumerInfo {
    return this.#consumer
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<ReadMessage, void, undefined> {
    try {
      while (!this.#stopping.signal.aborted) {
        const message = this.#queue.shift()
        if (message === undefined) {
          this.#ask()
          await this.#news.promise
          this.#news = Promise.withResolvers()
        } else {
          this.#bytes -= message.data.length
          this.#ask()
          yield message
        }
      }
      if (this.#fault !== undefined) throw this.#fault
    } finally {
      this.stop()
    }
  }

  /** Ends the iteration; what has not been taken yet is left. */
  stop(): void {
    if (this.#stopping.signal.aborted) return
    this.#stopping.abort()
    this.#pulls[Symbol.dispose]()
    this.#status.stop()
    this.#queue = []
    this.#news.resolve()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.stop()
    await deleteReader(this.#bus, this.#consumer)
  }

  #pull(): Pulls {
    const options = { stream: this.#stream, consumer: this.#consumer.name, expiresMs, heartbeatMs }
    const { connection } = this.#bus
    return new Pulls(
      connection,
      options,
      (message) => this.#take(message),
      (why) => this.#ended(why),
    )
  }

  #ask(): void {
    if (this.#isRenewing || this.#stopping.signal.aborted || this.#pulls.wanted > 0) return
    const isHalfTaken = this.#bytes <= bytesAhead / 2 && this.#queue.length <= messagesAhead / 2
    if (this.#isNextLarge ? this.#queue.length > 0 : !isHalfTaken) return
    this.#cameOfRequest = 0
    if (this.#isNextLarge) this.#pulls.ask(1)
    else this.#pulls.ask(messagesAhead, bytesAhead)
    this.#isNextLarge = false
  }

  #take(raw: Msg): void {
    const message = readMessage(raw)
    if (message === undefined) return
    if (message.sent !== this.#sent + 1) return void this.#renew()
    this.#sent = message.sent
    this.#lastSeq = message.seq
    this.#cameOfRequest += 1
    this.#queue.push(message)
    this.#bytes += message.data.length
    this.#news.resolve()
  }

  #ended(why: PullEnd): void {
    if (why === 'away' || why === 'silent') return void this.#renew()
    if (why === 'too-large') this.#isNextLarge = this.#cameOfRequest === 0
    return this.#ask()
  }

  /** The server may have forgotten the consumer with the connection. */
  async #watch(): Promise<void> {
    for await (const { type } of this.#status) if (type === 'reconnect') void this.#renew()
    this.stop()
  }

  async #renew(): Promise<void> {
    if (this.#isRenewing) return
    this.#isRenewing = true
    this.#pulls[Symbol.dispose]()
    await deleteReader(this.#bus, this.#consumer)
    while (!this.#stopping.signal.aborted && !(await this.#isRenewed())) continue
    this.#isRenewing = false
    this.#ask()
  }

  async #isRenewed(): Promise<boolean> {
    const { signal } = this.#stopping
    await sleep(renewAfterMs, undefined, { signal }).catch(() => undefined)
    try {
      this.#consumer = await addReader(this.#bus, this.#stream, restOf(this.#from, this.#lastSeq))
      // A connection that is being closed takes no subscription any more.
      if (!signal.aborted) this.#pulls = this.#pull()
    } catch (fault) {
      if (this.#bus.connection.isClosed()) this.stop()
      else if (fault instanceof JetStreamApiError && fault.code === streamMissing) this.#fail(fault)
      return false
    }
    if (signal.aborted) await deleteReader(this.#bus, this.#consumer)
    this.#sent = 0
    this.#isNextLarge = false
    return true
  }

  #fail(fault: Error): void {
    this.#fault = fault
    this.stop()
  }
}
