import {
  heldFilter,
  invocationsStream,
  invocationsSubject,
  sharedConsumer,
  storeForSure,
  type Bus,
  type Consumption,
  type StreamMessage,
  type Verdict,
} from '@millrace/bus'
import { hash } from 'node:crypto'

export interface ReleaseOptions {
  readonly bus: Bus
  /** Whether what is held under this subject must stay. */
  readonly isPaused: (subject: string) => boolean
  readonly stop: AbortSignal
  readonly onFault: (fault: unknown) => void
}

/** A running release. */
export interface Release extends AsyncDisposable {
  /** Looks at once: a pause has ended. */
  wake(): void
}

/** What was held by a replica that had not heard of the end of a pause is found after this. Milliseconds. */
const lookMs = 10_000
const ackWaitMs = 30_000
const inFlightMax = 64
/** A consumer that nobody uses is removed by the server after this. Nanoseconds. */
const unusedNs = 60_000_000_000

/**
 * Makes what was held due again once its pause is over. All replicas do, sharing a consumer for each trigger: a message is
 * stored as due under an id made of its position and only then removed from where it was held, so that a crash between
 * repeats a step and loses nothing.
 */
export function releaseHeld(options: ReleaseOptions): Release {
  return new Releasing(options)
}

class Releasing implements Release {
  readonly #options: ReleaseOptions
  readonly #running = new Map<string, Consumption>()
  readonly #timer: NodeJS.Timeout
  #looking: Promise<void> | undefined
  #again = false
  #closed = false

  constructor(options: ReleaseOptions) {
    this.#options = options
    this.#timer = setInterval(() => this.wake(), lookMs)
    this.#timer.unref()
    this.wake()
  }

  wake(): void {
    if (this.#closed) return
    if (this.#looking !== undefined) {
      this.#again = true
      return
    }
    this.#looking = this.#look()
      // The bus is away: the next look will do.
      .catch((fault: unknown) => this.#options.onFault(fault))
      .finally(() => {
        this.#looking = undefined
        if (!this.#again) return
        this.#again = false
        this.wake()
      })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
    await this.#looking
    await Promise.all([...this.#running.values()].map((one) => one[Symbol.asyncDispose]()))
  }

  async #look(): Promise<void> {
    const { bus, isPaused } = this.#options
    const { state } = await bus.manager.streams.info(invocationsStream, { subjects_filter: heldFilter })
    const held = new Set(Object.keys(state.subjects ?? {}))
    for (const [subject, consumption] of this.#running) {
      if (held.has(subject) && !isPaused(subject)) continue
      this.#running.delete(subject)
      await consumption[Symbol.asyncDispose]()
    }
    for (const subject of held) {
      if (this.#closed || this.#running.has(subject) || isPaused(subject)) continue
      this.#running.set(subject, await this.#release(subject))
    }
  }

  async #release(subject: string): Promise<Consumption> {
    const { bus, stop, onFault } = this.#options
    const consumer = `release-${hash('sha256', subject, 'hex').slice(0, 16)}`
    const wish = { ...sharedConsumer(consumer, ackWaitMs, inFlightMax * 16, subject), inactive_threshold: unusedNs }
    await bus.ensureConsumer(invocationsStream, wish, stop)
    const pull = { stream: invocationsStream, consumer, inFlightMax, ackWaitMs, ackGatherMs: 0, onFault }
    return bus.consume(pull, (message) => this.#move(message))
  }

  async #move({ subject, data, seq, storedAtUs }: StreamMessage): Promise<Verdict> {
    const { bus, isPaused, stop, onFault } = this.#options
    // Paused again meanwhile: it stays where it is.
    if (isPaused(subject)) return { kind: 'retry', afterMs: lookMs }
    const due = { subject: invocationsSubject, data, id: `released-${seq}-${storedAtUs}` }
    const stored = await storeForSure(bus, due, { stop, onFault: (_subject, fault) => onFault(fault) })
    return stored === undefined ? { kind: 'retry', afterMs: 0 } : { kind: 'ack' }
  }
}
