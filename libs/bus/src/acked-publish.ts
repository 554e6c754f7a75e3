import { ChurnMap } from '@millrace/collections'
import { headers as newHeaders, nuid, type Msg, type MsgHdrs, type NatsConnection } from '@nats-io/nats-core'
import { BusFault } from './bus-fault.ts'

/** The stream's word that a message is stored. */
export interface StoredAck {
  readonly stream: string
  readonly seq: number
  /** The stream had a message with this id already. */
  readonly duplicate: boolean
}

/** One message for a stream. */
export interface Publish {
  readonly subject: string
  readonly data: Uint8Array
  /** `Nats-Msg-Id`: the stream keeps one message of an id within its duplicate window. */
  readonly id?: string
  /** More headers. */
  readonly headers?: Readonly<Record<string, string>>
}

interface Waiting {
  readonly resolve: (ack: StoredAck) => void
  readonly reject: (fault: BusFault) => void
  readonly deadline: number
}

const sweepMs = 250

/**
 * Publishes to streams and waits for their acks, with one reply subscription and one timer for all: a request per
 * message would cost a timer each.
 */
export class AckedPublish implements Disposable {
  readonly #connection: NatsConnection
  readonly #inbox = `_INBOX.${nuid.next()}`
  readonly #waiting = new ChurnMap<string, Waiting>()
  readonly #sweep: NodeJS.Timeout
  #next = 0

  constructor(connection: NatsConnection) {
    this.#connection = connection
    connection.subscribe(`${this.#inbox}.*`, { callback: (_error, message) => this.#settle(message) })
    this.#sweep = setInterval(() => this.#expire(), sweepMs)
    this.#sweep.unref()
  }

  /** Stores one message. Rejects with BusFault; `bus-away` leaves open whether it was stored: repeat with the same id. */
  publish(message: Publish, timeoutMs: number): Promise<StoredAck> {
    const { promise, resolve, reject } = Promise.withResolvers<StoredAck>()
    const token = String((this.#next += 1))
    this.#waiting.set(token, { resolve, reject, deadline: performance.now() + timeoutMs })
    try {
      const headers = messageHeaders(message)
      const reply = `${this.#inbox}.${token}`
      this.#connection.publish(message.subject, message.data, headers === undefined ? { reply } : { reply, headers })
    } catch (cause) {
      this.#waiting.delete(token)
      const tooLarge = message.data.length > (this.#connection.info?.max_payload ?? Infinity)
      const what = `publish of ${message.data.length} bytes to ${message.subject} failed`
      reject(new BusFault(tooLarge ? 'bus-refused' : 'bus-away', what, { cause }))
    }
    return promise
  }

  /** Gives every publish that waits for its ack up: the acks of a lost connection never come. */
  abandon(): void {
    for (const [token, waiting] of this.#waiting) {
      this.#waiting.delete(token)
      waiting.reject(new BusFault('bus-away', 'the connection was lost before the ack came'))
    }
  }

  [Symbol.dispose](): void {
    clearInterval(this.#sweep)
    this.abandon()
  }

  #settle(message: Msg): void {
    const token = message.subject.slice(this.#inbox.length + 1)
    const waiting = this.#waiting.get(token)
    if (waiting === undefined) return
    this.#waiting.delete(token)
    const answer = readAnswer(message)
    if (answer instanceof BusFault) waiting.reject(answer)
    else waiting.resolve(answer)
  }

  #expire(): void {
    const now = performance.now()
    for (const [token, waiting] of this.#waiting) {
      if (waiting.deadline > now) continue
      this.#waiting.delete(token)
      waiting.reject(new BusFault('bus-away', 'no ack in time'))
    }
  }
}

function messageHeaders(message: Publish): MsgHdrs | undefined {
  if (message.id === undefined && message.headers === undefined) return undefined
  const headers = newHeaders()
  if (message.id !== undefined) headers.set('Nats-Msg-Id', message.id)
  for (const [name, value] of Object.entries(message.headers ?? {})) headers.set(name, value)
  return headers
}

/** Error codes of the server's API for a stream that is at its bound or cannot write: 10047 and 10077. */
const fullCodes = new Set([10047, 10077])
/** And for an expected last sequence that is not the last one: 10071, and 10164 where it tells no number. */
const conflictCodes = new Set([10071, 10164])

interface Answer {
  readonly stream?: string
  readonly seq?: number
  readonly duplicate?: boolean
  readonly error?: { readonly code: number; readonly err_code?: number; readonly description?: string }
}

function readAnswer(message: Msg): StoredAck | BusFault {
  if (message.headers?.code === 503) return new BusFault('bus-away', 'no stream takes this subject at the moment')
  // The server writes this JSON; a member that is missing is dealt with below.
  const answer = message.json<Answer>()
  // A refusal names the stream too, with position 0.
  if (answer.error === undefined && answer.stream !== undefined && answer.seq !== undefined) {
    return { stream: answer.stream, seq: answer.seq, duplicate: answer.duplicate === true }
  }
  const description = answer.error?.description ?? 'the ack has no stream'
  const code = answer.error?.err_code ?? 0
  if (fullCodes.has(code)) return new BusFault('bus-full', description)
  if (conflictCodes.has(code)) return new BusFault('bus-conflict', description)
  return new BusFault((answer.error?.code ?? 500) >= 500 ? 'bus-away' : 'bus-refused', description)
}
