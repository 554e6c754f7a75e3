import { ChurnMap, ChurnSet } from '@millrace/collections'
import type { NatsConnection } from '@nats-io/nats-core'
import { Pulls } from './pulls.ts'
import { readStreamMessage, type StreamMessage } from './stream-message.ts'
import type { Verdict } from './verdict.ts'

/** How a consumption pulls and acknowledges. */
export interface ConsumeOptions {
  readonly stream: string
  /** Name of a durable consumer that exists. */
  readonly consumer: string
  /** Messages that are being worked on at most. */
  readonly inFlightMax: number
  /** Bytes of messages that are being worked on, about: as many are asked for as fit by their average. Default: no bound. */
  readonly inFlightBytesMax?: number
  /** How long the server waits for a word about a message; what is worked on longer is renewed. Milliseconds. */
  readonly ackWaitMs: number
  /** Acks gather for this long, so that one write carries many. Milliseconds. Default 80. */
  readonly ackGatherMs?: number
  /**
   * A message that is worked on for longer is set aside: it no longer counts against `inFlightMax`, so that what is slow
   * keeps nobody out. Milliseconds. Default: never.
   */
  readonly asideAfterMs?: number
  /** Messages that are set aside at most; further slow ones count. Default 1,000. */
  readonly asideMax?: number
  /** Called when a message can't be read or `act` throws. */
  readonly onFault?: (fault: unknown, message: StreamMessage | undefined) => void
}

/** A running consume loop. */
export interface Consumption extends AsyncDisposable {
  /** Messages that are being worked on, those that were set aside included. */
  readonly inFlight: number
}

const asideMaxDefault = 1_000
/** Nobody waits for an ack; a crash within it only makes messages come again, which every stage bears. */
const ackGatherMsDefault = 80

const expiresMs = 60_000
const heartbeatMs = 5_000
/** A message whose `act` threw is handed out again after this. Milliseconds. */
const faultRetryMs = 1_000
const acks = { ack: Buffer.from('+ACK'), working: Buffer.from('+WPI') }

/**
 * Hands each message of a durable consumer to `act` and carries its verdict out. At most `inFlightMax` messages are
 * held; more are asked for as they are settled. A message is acknowledged only after `act` has ended; while it runs the
 * server is told so, and when it throws the message is handed out again. Disposing stops pulling and waits for what was
 * begun.
 */
export function consume(
  connection: NatsConnection,
  options: ConsumeOptions,
  act: (message: StreamMessage) => Promise<Verdict>,
): RestartableConsumption {
  const loop = new ConsumeLoop(connection, options, act)
  loop.ask()
  return loop
}

/** A consumption as the bus keeps it: after a reconnect the server knows none of its requests. */
export interface RestartableConsumption extends Consumption {
  reconnected(): void
}

class ConsumeLoop implements RestartableConsumption {
  readonly #connection: NatsConnection
  readonly #options: ConsumeOptions
  readonly #act: (message: StreamMessage) => Promise<Verdict>
  readonly #pulls: Pulls
  /** Message → since when, on the monotonic clock; in the order in which they came. */
  readonly #held = new ChurnMap<StreamMessage, number>()
  readonly #aside = new ChurnSet<StreamMessage>()
  #heldBytes = 0
  #averageBytes = 0
  readonly #renew: NodeJS.Timeout
  readonly #setAside: NodeJS.Timeout | undefined
  #settled: [subject: string, word: Uint8Array][] = []
  #ackTimer: NodeJS.Timeout | undefined
  #stopped = false
  #idle: (() => void) | undefined

  constructor(connection: NatsConnection, options: ConsumeOptions, act: (message: StreamMessage) => Promise<Verdict>) {
    this.#connection = connection
    this.#options = options
    this.#act = act
    const pull = { stream: options.stream, consumer: options.consumer, expiresMs, heartbeatMs }
    this.#pulls = new Pulls(
      connection,
      pull,
      (message) => void this.#work(readStreamMessage(message)),
      (why) => {
        // No server takes requests now: the watch asks again rather than a hot loop.
        if (why !== 'away') this.ask()
      },
    )
    this.#renew = setInterval(() => this.#renewHeld(), options.ackWaitMs / 3)
    this.#renew.unref()
    const { asideAfterMs } = options
    if (asideAfterMs === undefined) return
    this.#setAside = setInterval(() => this.#setSlowAside(asideAfterMs), Math.max(10, asideAfterMs / 2))
    this.#setAside.unref()
  }

  get inFlight(): number {
    return this.#held.size
  }

  /** Asks for as many messages as there is room for, once a quarter of the room is free. */
  ask(): void {
    if (this.#stopped) return
    const { inFlightMax, inFlightBytesMax = Infinity } = this.#options
    const fitting = (bytes: number): number => Math.floor(bytes / Math.max(1, this.#averageBytes))
    const most = Math.max(1, Math.min(inFlightMax, fitting(inFlightBytesMax)))
    const inWindow = this.#held.size - this.#aside.size
    const free = Math.min(
      inFlightMax - inWindow,
      Math.max(inWindow === 0 ? 1 : 0, fitting(inFlightBytesMax - this.#heldBytes)),
    )
    const room = free - this.#pulls.wanted
    if (room > 0 && room >= most / 4) this.#pulls.ask(room)
  }

  reconnected(): void {
    if (!this.#stopped) this.#pulls.forget()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped = true
    this.#pulls[Symbol.dispose]()
    if (this.#held.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>()
      this.#idle = resolve
      await promise
    }
    clearInterval(this.#renew)
    clearInterval(this.#setAside)
    this.#sendAcks()
    if (!this.#connection.isClosed()) await this.#connection.flush().catch(() => {})
  }

  async #work(message: StreamMessage | undefined): Promise<void> {
    if (message === undefined) return
    this.#hold(message)
    let verdict: Verdict
    try {
      verdict = await this.#act(message)
    } catch (fault) {
      this.#options.onFault?.(fault, message)
      verdict = { kind: 'retry', afterMs: faultRetryMs }
    }
    this.#held.delete(message)
    if (!this.#aside.delete(message)) this.#heldBytes -= message.data.length
    this.#settle(message, verdict)
    if (this.#held.size === 0) this.#idle?.()
    this.ask()
  }

  #hold(message: StreamMessage): void {
    const bytes = message.data.length
    this.#held.set(message, performance.now())
    this.#heldBytes += bytes
    this.#averageBytes = this.#averageBytes === 0 ? bytes : this.#averageBytes * 0.9 + bytes * 0.1
  }

  #setSlowAside(afterMs: number): void {
    const before = performance.now() - afterMs
    for (const [message, since] of this.#held) {
      if (since > before || this.#aside.size >= (this.#options.asideMax ?? asideMaxDefault)) break
      if (this.#aside.has(message)) continue
      this.#aside.add(message)
      this.#heldBytes -= message.data.length
    }
    this.ask()
  }

  #settle(message: StreamMessage, verdict: Verdict): void {
    switch (verdict.kind) {
      case 'ack':
        this.#settled.push([message.ackSubject, acks.ack])
        break
      case 'retry':
        this.#settled.push([message.ackSubject, Buffer.from(`-NAK {"delay": ${Math.ceil(verdict.afterMs * 1e6)}}`)])
        break
      case 'reject':
        this.#settled.push([message.ackSubject, Buffer.from(`+TERM ${verdict.reason.slice(0, 200)}`)])
        break
      default:
        verdict satisfies never
    }
    const { ackGatherMs = ackGatherMsDefault } = this.#options
    if (ackGatherMs === 0 || this.#stopped) this.#sendAcks()
    else this.#ackTimer ??= setTimeout(() => this.#sendAcks(), ackGatherMs)
  }

  #sendAcks(): void {
    clearTimeout(this.#ackTimer)
    this.#ackTimer = undefined
    const settled = this.#settled
    this.#settled = []
    // An ack that is lost with the connection only makes the message come again: every stage bears that.
    for (const [subject, word] of settled) this.#tell(subject, word)
  }

  #renewHeld(): void {
    for (const message of this.#held.keys()) this.#tell(message.ackSubject, acks.working)
  }

  #tell(subject: string, word: Uint8Array): void {
    try {
      this.#connection.publish(subject, word)
    } catch (fault) {
      this.#options.onFault?.(fault, undefined)
    }
  }
}
