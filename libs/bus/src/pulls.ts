import { ChurnMap } from '@millrace/collections'
import { nuid, type Msg, type NatsConnection, type Subscription } from '@nats-io/nats-core'

/** Asks a consumer for messages: a pull that is answered over time, and counted. */
export interface PullOptions {
  readonly stream: string
  readonly consumer: string
  /** How long the server keeps one request open. Milliseconds. */
  readonly expiresMs: number
  /** The server says that it is there at least this often. Milliseconds. */
  readonly heartbeatMs: number
}

interface Pull {
  remaining: number
}

/**
 * Why a request is open no more: it has run out or nobody has asked for long; the next message is larger than all that was
 * asked for; no server takes requests for this consumer; none has said for long that it is there.
 */
export type PullEnd = 'over' | 'too-large' | 'away' | 'silent'

const tooLarge = 'message size exceeds maxbytes'

/**
 * Pull requests of one consumer. `wanted` is what has been asked for and not been answered; who reads it asks for more
 * only when there is room, so asking is the back-pressure. A request that the server forgets (restart, lost connection,
 * consumer leader moved) shows as missing heartbeats and is made anew.
 */
export class Pulls implements Disposable {
  readonly #connection: NatsConnection
  readonly #options: PullOptions
  readonly #inbox = `_INBOX.${nuid.next()}`
  readonly #pulls = new ChurnMap<string, Pull>()
  readonly #subscription: Subscription
  readonly #watch: NodeJS.Timeout
  readonly #onMessage: (message: Msg) => void
  readonly #onEnd: (why: PullEnd) => void
  #next = 0
  #heardAt = performance.now()

  /** `onMessage` gets each message; `onEnd` is called when requests have ended unanswered, to ask again. */
  constructor(
    connection: NatsConnection,
    options: PullOptions,
    onMessage: (message: Msg) => void,
    onEnd: (why: PullEnd) => void,
  ) {
    this.#connection = connection
    this.#options = options
    this.#onMessage = onMessage
    this.#onEnd = onEnd
    this.#subscription = connection.subscribe(`${this.#inbox}.*`, {
      callback: (_error, message) => this.#take(message),
    })
    this.#watch = setInterval(() => this.#check(), options.heartbeatMs)
    this.#watch.unref()
  }

  /** Messages asked for that have not come yet. */
  get wanted(): number {
    let wanted = 0
    for (const pull of this.#pulls.values()) wanted += pull.remaining
    return wanted
  }

  /** `bytesMax`: of the messages together, with their subjects; a larger message ends the request. Absent: no bound. */
  ask(count: number, bytesMax?: number): void {
    const token = String((this.#next += 1))
    const { stream, consumer, expiresMs, heartbeatMs } = this.#options
    const bytes = bytesMax === undefined ? {} : { max_bytes: bytesMax }
    const request = { batch: count, ...bytes, expires: expiresMs * 1e6, idle_heartbeat: heartbeatMs * 1e6 }
    try {
      this.#connection.publish(`$JS.API.CONSUMER.MSG.NEXT.${stream}.${consumer}`, JSON.stringify(request), {
        reply: `${this.#inbox}.${token}`,
      })
      this.#pulls.set(token, { remaining: count })
    } catch {
      // The connection is closing or away: `forget` or the watch asks again when it is back.
    }
  }

  /** Drops every open request, as after a reconnect; messages that still come are taken. */
  forget(why: PullEnd = 'over'): void {
    this.#pulls.clear()
    this.#heardAt = performance.now()
    this.#onEnd(why)
  }

  [Symbol.dispose](): void {
    clearInterval(this.#watch)
    this.#pulls.clear()
    this.#subscription.unsubscribe()
  }

  #take(message: Msg): void {
    this.#heardAt = performance.now()
    const token = message.subject.startsWith(this.#inbox) ? message.subject.slice(this.#inbox.length + 1) : undefined
    const code = message.headers?.code ?? 0
    if (code >= 100 && message.data.length === 0) {
      // 100 is a heartbeat; all others end the request.
      if (code === 100 || token === undefined) return
      this.#pulls.delete(token)
      const isTooLarge = message.headers?.description.toLowerCase() === tooLarge
      this.#onEnd(isTooLarge ? 'too-large' : code === 400 || code === 503 ? 'away' : 'over')
      return
    }
    this.#count()
    this.#onMessage(message)
  }

  /** A message carries the subject it was stored under, not the request's; the server answers the oldest request first. */
  #count(): void {
    for (const [token, pull] of this.#pulls) {
      pull.remaining -= 1
      if (pull.remaining <= 0) this.#pulls.delete(token)
      return
    }
  }

  #check(): void {
    if (this.#pulls.size === 0) this.forget('over')
    else if (performance.now() - this.#heardAt > 2 * this.#options.heartbeatMs) this.forget('silent')
  }
}
