import type { Msg, MsgHdrs } from '@nats-io/nats-core'

/** A message of a stream that is read. */
export interface ReadMessage {
  /** Position in the stream. */
  readonly seq: number
  readonly subject: string
  readonly data: Uint8Array
  readonly headers: MsgHdrs | undefined
  /** When the stream stored it. Microseconds since the Unix epoch. */
  readonly storedAtUs: number
  /** Name of the consumer that sent it. */
  readonly consumer: string
  /** How many messages that consumer had sent with it. */
  readonly sent: number
  /** Messages that it had still to send. */
  readonly pending: number
}

/** Of nanoseconds, which are more than a number holds. */
const digitsBelowUs = 3

/** Reads `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<ns>.<pending>`, also in its longer form. */
export function readMessage({ reply = '', subject, data, headers }: Msg): ReadMessage | undefined {
  if (!reply.startsWith('$JS.ACK.')) return undefined
  const tokens = reply.split('.')
  // The longer form has the domain and the account's hash before the stream.
  const at = tokens.length >= 11 ? 5 : 3
  return {
    seq: Number(tokens[at + 2]),
    subject,
    data,
    headers,
    storedAtUs: Number(tokens[at + 4]?.slice(0, -digitsBelowUs)),
    consumer: tokens[at] ?? '',
    sent: Number(tokens[at + 3]),
    pending: Number(tokens[at + 5]),
  }
}
