import type { NatsConnection } from '@nats-io/nats-core'

/** What nats-server takes where it does not say. Bytes. */
const payloadDefault = 1_048_576
/** Left for the rest of a message: names, ids, the tries of a dead letter, its reason. Bytes. */
const headroom = 65_536

/** Bytes of deliveries that one message may hold, wherever on the road: a dead letter has the most beside them. */
export function messageBytesMax({ connection }: { readonly connection: Pick<NatsConnection, 'info'> }): number {
  const most = connection.info?.max_payload ?? payloadDefault
  return most - Math.min(headroom, Math.floor(most / 4))
}
