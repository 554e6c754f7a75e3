import { BusFault } from '@millrace/bus'
import type { JoinRules, KeptEvent } from '@millrace/joins'
import { decodeDelivery, encodeDelivery } from '@millrace/protocol/wire'
import type { RouteDeps } from './route.ts'

/** How long one message of large data may wait for its ack. Milliseconds. */
const giveUpMs = 5_000

/**
 * An event as a join keeps it: one that is larger than its share of a message goes by reference, so that all that the join
 * waits for fit into one invocation, however large each is. What is not taken by reference stays as it is. Rejects with
 * BusFault where the bus is away.
 */
export async function keepLight(
  event: KeptEvent,
  { condition }: Pick<JoinRules, 'condition'>,
  payloads: Pick<RouteDeps['payloads'], 'inlineBytesMax' | 'store'>,
): Promise<KeptEvent> {
  if (event.bytes <= payloads.inlineBytesMax / condition.dependencies.length) return event
  try {
    const delivery = encodeDelivery(await payloads.store(decodeDelivery(event.delivery), giveUpMs))
    return { ...event, delivery, bytes: delivery.length }
  } catch (fault) {
    if (fault instanceof BusFault && fault.code === 'bus-refused') return event
    throw fault
  }
}
