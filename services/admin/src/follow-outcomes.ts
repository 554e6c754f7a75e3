import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import {
  decidedSubject,
  isDeadSubject,
  openReader,
  outcomesStream,
  triedSubject,
  type Bus,
  type ReadMessage,
  type StreamReader,
} from '@millrace/bus'
import { DeadLetterSchema, OutcomeBatchSchema } from '@millrace/protocol/road'
import { setTimeout as sleep } from 'node:timers/promises'
import type { DecisionStore } from './decision-store.ts'
import type { OutcomeStore } from './outcome-store.ts'

export interface FollowOptions {
  readonly bus: Bus
  readonly store: OutcomeStore
  readonly decisions: DecisionStore
  readonly outcomesMax: number
  readonly onFault: (fault: unknown) => void
}

/** Outcomes and decisions on their way into their stores. Disposing of it ends the loop. */
export interface OutcomeFeed extends AsyncDisposable {
  /** Resolves when what was stored before has been read, or could not be within a bound. */
  readonly caughtUp: Promise<void>
}

const retryMs = 500
/** Messages with decisions among those that are read at the start, at most. */
const decidedMax = 20_000
const caughtUpMaxMs = 10_000

/** Fills the stores from the tail of OUTCOMES, then with what comes. Starts anew where the connection was lost. */
export function followOutcomes(options: FollowOptions): OutcomeFeed {
  return new Feed(options)
}

class Feed implements OutcomeFeed {
  readonly #options: FollowOptions
  readonly #stopping = new AbortController()
  readonly #caughtUp = Promise.withResolvers<void>()
  readonly #done: Promise<void>
  #lastSeq = 0
  #messages: StreamReader['messages'] | undefined

  constructor(options: FollowOptions) {
    this.#options = options
    const late = setTimeout(() => this.#caughtUp.resolve(), caughtUpMaxMs)
    late.unref()
    void this.#caughtUp.promise.then(() => clearTimeout(late))
    this.#done = this.#follow()
    void this.#restartOnReconnect()
  }

  get caughtUp(): Promise<void> {
    return this.#caughtUp.promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    this.#caughtUp.resolve()
    this.#messages?.stop()
    await this.#done
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.#once()
      } catch (fault) {
        if (!signal.aborted) this.#options.onFault(fault)
      }
      await sleep(retryMs, undefined, { signal }).catch(() => undefined)
    }
  }

  /** NATS may have come back with another stream, which no reader tells. */
  async #restartOnReconnect(): Promise<void> {
    for await (const status of this.#options.bus.connection.status()) {
      if (this.#stopping.signal.aborted) return
      if (status.type === 'reconnect') this.#messages?.stop()
    }
  }

  async #once(): Promise<void> {
    const { bus, outcomesMax } = this.#options
    const { state } = await bus.manager.streams.info(outcomesStream)
    if (state.last_seq < this.#lastSeq) this.#startOver()
    // A message holds one outcome at least, or decisions, so what is kept stands in so many messages.
    const start = Math.max(this.#lastSeq + 1, state.first_seq, state.last_seq - outcomesMax - decidedMax + 1, 1)
    if (start > state.last_seq) this.#caughtUp.resolve()
    await using reader = await openReader(bus, { stream: outcomesStream, from: { kind: 'seq', seq: start } })
    this.#messages = reader.messages
    if (this.#stopping.signal.aborted) return
    for await (const message of reader.messages) {
      this.#take(message)
      if (message.pending === 0) this.#caughtUp.resolve()
    }
  }

  #take({ seq, subject, data, storedAtUs }: ReadMessage): void {
    this.#lastSeq = seq
    if (subject === decidedSubject) return this.#options.decisions.add(data)
    const isDead = isDeadSubject(subject)
    if (!isDead && subject !== triedSubject) return
    try {
      const batch = isDead ? outcomeOfDeadLetter(data) : data
      const place = { seq, storedAtUs }
      if (!this.#options.store.add(batch, place))
        throw new Error(`message ${seq} of ${subject} is no batch of outcomes`)
    } catch (fault) {
      this.#options.onFault(fault)
    }
  }

  /** The stream is another one: NATS came back empty. */
  #startOver(): void {
    this.#lastSeq = 0
    this.#options.store.clear()
    this.#options.decisions.clear()
  }
}

/** A dead letter holds the event's data too, which is not kept here. */
function outcomeOfDeadLetter(data: Uint8Array): Uint8Array {
  const { outcome } = fromBinary(DeadLetterSchema, data)
  return toBinary(OutcomeBatchSchema, create(OutcomeBatchSchema, { outcomes: outcome === undefined ? [] : [outcome] }))
}
