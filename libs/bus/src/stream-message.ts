import type { Msg } from '@nats-io/nats-core'

/** A message that a consumer was handed, with what its ack subject tells. */
export interface StreamMessage {
  readonly data: Uint8Array
  readonly subject: string
  /** Position in the stream. */
  readonly seq: number
  /** 1 on the first time it is handed out. */
  readonly deliveries: number
  /** When the stream stored it. Microseconds since the Unix epoch. */
  readonly storedAtUs: number
  /** Subject that takes the ack. */
  readonly ackSubject: string
}

/** Reads `$JS.ACK.<stream>.<consumer>.<deliveries>.<stream seq>.<consumer seq>.<ns>.<pending>`, also in its longer form. */
export function readStreamMessage(message: Msg): StreamMessage | undefined {
  const ackSubject = message.reply
  if (ackSubject === undefined || !ackSubject.startsWith('$JS.ACK.')) return undefined
  const tokens = ackSubject.split('.')
  // The longer form has the domain and the account's hash before the stream.
  const first = tokens.length >= 11 ? 6 : 4
  return {
    data: message.data,
    subject: message.subject,
    deliveries: Number(tokens[first]),
    seq: Number(tokens[first + 1]),
    storedAtUs: Math.floor(Number(tokens[first + 3]) / 1000),
    ackSubject,
  }
}
