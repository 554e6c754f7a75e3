import { BusFault } from './bus-fault.ts'
import type { Bus } from './open-bus.ts'
import type { ReadMessage } from './read-message.ts'
import { openReader, type ReaderWish, type StreamReader } from './stream-reader.ts'
import { takeAhead } from './take-ahead.ts'

/** A stretch of a stream that has an end. */
export interface EndedWish extends ReaderWish {
  /** Position of the last message that counts; absent: of the last one that the stream holds when the reading begins. */
  readonly last?: number
  /** A stream that has more and does not send it for so long is given up. Milliseconds; 10 seconds when absent. */
  readonly silenceMaxMs?: number
}

const silenceMaxMsDefault = 10_000
/** When nothing comes for so long, the server is asked whether anything is left. Milliseconds. */
const askAfterMs = 500
/** Of messages that were taken before their caller asked for them, besides those on their way. */
const aheadBytesMax = 2 * 1_048_576
/** What a message takes beside its data, about. */
const messageBytes = 300

/**
 * The messages of a stream from a position on, oldest first, up to its present end. What is removed meanwhile is left out, be
 * it the last one or all. The time that its caller takes for a message counts for nothing. Leaves no consumer behind, in
 * whichever way it is left.
 *
 * Rejects with `bus-away` where the stream falls silent before its end, with `bus-closed` or the client's error where the
 * connection is closed, and with the client's error where there is no such stream, or none any more.
 */
export async function* readToEnd(
  bus: Pick<Bus, 'connection' | 'manager'>,
  wish: EndedWish,
): AsyncGenerator<ReadMessage, void, undefined> {
  const last = wish.last ?? (await bus.manager.streams.info(wish.stream)).state.last_seq
  await using reader = await openReader(bus, wish)
  if (reader.pendingAtStart === 0) return
  using silence = new Silence(wish.stream, reader, wish.silenceMaxMs ?? silenceMaxMsDefault)
  yield* takeAhead(upTo(last, reader, silence), {
    sizeOf: ({ data }) => messageBytes + data.length,
    sizeMax: aheadBytesMax,
    stop: () => reader.messages.stop(),
  })
}

async function* upTo(last: number, { messages }: StreamReader, silence: Silence): AsyncGenerator<ReadMessage> {
  for await (const message of messages) {
    silence.heard(message)
    if (message.seq > last) return
    yield message
    if (message.seq === last || message.pending === 0) return
    silence.listen()
  }
  if (!silence.isOver) throw silence.fault()
}

/** Stops a reader that waits in vain: in good order where nothing is left for it, else with a fault. */
class Silence implements Disposable {
  /** Nothing is left to come. */
  isOver = false
  readonly #stream: string
  readonly #reader: StreamReader
  readonly #maxMs: number
  readonly #timer: NodeJS.Timeout
  #seen: Pick<ReadMessage, 'consumer' | 'sent'> | undefined
  /** Undefined while the caller works on a message. */
  #sinceMs: number | undefined = performance.now()
  #isAsking = false
  #isTooLong = false

  constructor(stream: string, reader: StreamReader, maxMs: number) {
    this.#stream = stream
    this.#reader = reader
    this.#maxMs = maxMs
    this.#timer = setInterval(() => this.#look(), Math.min(askAfterMs, maxMs) / 2)
  }

  /** Why a reader ended that was not over. */
  fault(): BusFault {
    return this.#isTooLong
      ? new BusFault('bus-away', `stream ${this.#stream} does not go on after ${this.#maxMs} ms`)
      : new BusFault('bus-closed', `stream ${this.#stream} is read no further`)
  }

  heard(message: Pick<ReadMessage, 'consumer' | 'sent'>): void {
    this.#seen = message
    this.#sinceMs = undefined
  }

  listen(): void {
    this.#sinceMs = performance.now()
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer)
  }

  #look(): void {
    if (this.#sinceMs === undefined) return
    const quietMs = performance.now() - this.#sinceMs
    if (quietMs >= this.#maxMs) {
      this.#isTooLong = true
      this.#reader.messages.stop()
    } else if (quietMs >= askAfterMs && !this.#isAsking) void this.#ask()
  }

  /** Who removes what was not sent yet leaves a reader waiting that was told of more. */
  async #ask(): Promise<void> {
    this.#isAsking = true
    const progress = await this.#reader.progress().catch(() => undefined)
    this.#isAsking = false
    if (progress === undefined) return
    // What has been sent may still be on its way. The reader makes the consumer anew where it has missed something.
    const seen = progress.consumer === this.#seen?.consumer ? this.#seen.sent : 0
    this.isOver = progress.pending === 0 && progress.sent <= seen
    if (this.isOver) this.#reader.messages.stop()
  }
}
