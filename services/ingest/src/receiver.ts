import type { IncomingHttpHeaders } from 'node:http'
import type { Refusal } from './refusal.ts'

/** A request whose credentials are right and whose body has been read. */
export interface Inbound {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  /** Names and values in turn, as they came. */
  readonly rawHeaders: readonly string[]
  /** What follows the `?` of the target. */
  readonly query: string
  readonly body: Buffer
}

/** What an endpoint makes of a request. */
export interface Received {
  /** The payload: JSON text. */
  readonly payload: string
  /** Empty: the sender gave none. */
  readonly deliveryId: string
}

/** Reads the requests of one type of event. */
export interface Receiver {
  /** The methods it takes. */
  readonly methods: readonly string[]
  /** Whether a body is read at all. */
  readonly readsBody: boolean
  receive(inbound: Inbound): Received | Refusal | Promise<Received | Refusal>
}

/** What the receivers are made with. */
export interface ReceiverLimits {
  /** Objects and arrays within each other in a JSON body. */
  readonly jsonDepthMax: number
}
