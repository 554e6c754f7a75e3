import type { Msg, MsgHdrs, NatsConnection } from '@nats-io/nats-core'
import { reasonOf, refused, uncertain, type Begin, type Sent } from '../sent.ts'
import type { NatsSettings } from './nats-settings.ts'
import { openNats } from './open-nats.ts'
import { StreamOfSubject } from './stream-of-subject.ts'

/** A message for a subject. */
export interface NatsMessage {
  readonly subject: string
  readonly data: Uint8Array
  /** Goes out as `Nats-Msg-Id`: a stream stores one message an id within its duplicate window. */
  readonly id: string
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** How long a server may take to confirm. Milliseconds. */
const confirmMaxMs = 10_000
/** Subjects whose refusal is remembered; only the calls under way ask for it. */
const refusalsMax = 1_000

/** Opens a publisher. Rejects when no server can be reached, or refuses. */
export async function openNatsPublisher(settings: NatsSettings, name: string): Promise<NatsPublisher> {
  const core = await import('@nats-io/nats-core')
  return new NatsPublisher(await openNats(settings, name), core)
}

/**
 * Publishes with a proof. Where a JetStream stream takes the subject, that is its acknowledgement; elsewhere it is that
 * the server has read the message (it answered the PING after it) and did not refuse it.
 */
export class NatsPublisher implements AsyncDisposable {
  readonly #connection: NatsConnection
  readonly #core: typeof import('@nats-io/nats-core')
  readonly #streams: StreamOfSubject
  /** Subject → when the server last refused a message for it. */
  readonly #refusals = new Map<string, number>()
  /** The client leaves a PING without answer for ever when its connection closes. */
  readonly #closed = new AbortController()

  constructor(connection: NatsConnection, core: typeof import('@nats-io/nats-core')) {
    this.#connection = connection
    this.#core = core
    this.#streams = new StreamOfSubject(connection)
    void this.#follow()
    void connection.closed().finally(() => this.#closed.abort())
  }

  /** The connection is gone for good: open another. */
  get broken(): boolean {
    return this.#connection.isClosed()
  }

  async publish(message: NatsMessage, begin: Begin): Promise<Sent> {
    const { subject } = message
    if (/^$|\s|^\.|\.$|\.\./u.test(subject)) return refused(`${JSON.stringify(subject)} is not a subject`, true)
    const route = await this.#streams.routeOf(subject)
    if (this.broken) return refused('the connection is closed')
    if (!begin()) return { kind: 'withdrawn' }
    const headers = this.#headers(message)
    const startedAt = performance.now()
    if (route === 'plain') return this.#plainly(message, headers, startedAt)
    return this.#intoStream(message, headers, startedAt)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close()
  }

  async #plainly({ subject, data }: NatsMessage, headers: MsgHdrs, startedAt: number): Promise<Sent> {
    try {
      this.#connection.publish(subject, data, { headers })
    } catch (error) {
      return refused(reasonOf(error), error instanceof this.#core.InvalidArgumentError)
    }
    try {
      await this.#confirmed()
    } catch (error) {
      return this.#wasRefused(subject, startedAt) ?? uncertain(`the server did not confirm: ${reasonOf(error)}`)
    }
    return this.#wasRefused(subject, startedAt) ?? { kind: 'sent' }
  }

  async #intoStream(message: NatsMessage, headers: MsgHdrs, startedAt: number): Promise<Sent> {
    const { subject, data } = message
    let answer: Msg
    try {
      answer = await this.#connection.request(subject, data, { headers, timeout: confirmMaxMs })
    } catch (error) {
      if (isNoResponders(error)) {
        // The stream is gone and nobody listens: nothing has the message, and the subject is a plain one now.
        this.#streams.forget(subject)
        return this.#plainly(message, headers, startedAt)
      }
      if (error instanceof this.#core.InvalidArgumentError) return refused(reasonOf(error), true)
      return this.#wasRefused(subject, startedAt) ?? uncertain(`no acknowledgement: ${reasonOf(error)}`)
    }
    return readAcknowledgement(answer)
  }

  /** The server handles what a connection sends in order: its PONG comes after any refusal of what was sent before. */
  async #confirmed(): Promise<void> {
    const { promise: given, reject } = Promise.withResolvers<never>()
    const timer = setTimeout(() => reject(new Error(`no answer within ${confirmMaxMs} ms`)), confirmMaxMs)
    const onClose = (): void => reject(new Error('the connection was lost'))
    this.#closed.signal.addEventListener('abort', onClose, { once: true })
    try {
      await Promise.race([this.#connection.flush(), given])
    } finally {
      clearTimeout(timer)
      this.#closed.signal.removeEventListener('abort', onClose)
    }
    // What the server said before its PONG is read by `#follow` in this turn of the event loop.
    await new Promise((resolve) => setImmediate(resolve))
  }

  #wasRefused(subject: string, startedAt: number): Sent | undefined {
    const at = this.#refusals.get(subject)
    if (at === undefined || at < startedAt) return undefined
    return refused(`the server does not allow this user to publish to ${subject}`)
  }

  async #follow(): Promise<void> {
    for await (const status of this.#connection.status()) {
      if (status.type !== 'error' || !(status.error instanceof this.#core.PermissionViolationError)) continue
      if (status.error.operation !== 'publish') continue
      if (this.#refusals.size >= refusalsMax) this.#refusals.clear()
      this.#refusals.set(status.error.subject, performance.now())
    }
  }

  #headers({ id, headers }: NatsMessage): MsgHdrs {
    const made = this.#core.headers()
    for (const [name, value] of headers) made.set(name, value)
    made.set('Nats-Msg-Id', id)
    return made
  }
}

function isNoResponders(error: unknown): boolean {
  return (
    error instanceof Error && 'isNoResponders' in error && (error as { isNoResponders(): boolean }).isNoResponders()
  )
}

/** A stream answers with its position, or with why it did not store the message. */
function readAcknowledgement(answer: Msg): Sent {
  let read: { readonly stream?: string; readonly error?: { readonly code?: number; readonly description?: string } }
  try {
    read = answer.json()
  } catch {
    return uncertain('the answer is not an acknowledgement of a stream')
  }
  if (read.error !== undefined) return refused(`the stream refused it: ${read.error.description ?? 'no reason given'}`)
  return read.stream === undefined ? uncertain('the answer is not an acknowledgement of a stream') : { kind: 'sent' }
}
