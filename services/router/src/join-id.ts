import type { JoinName, KeptEvent } from '@millrace/joins'
import { readDeliveryHead, readEvent } from '@millrace/protocol/wire'
import { invocationId } from '@millrace/invocation'

/** The id of the invocation of a trigger for the events of a join. */
export function joinId({ namespace, sensor, trigger }: JoinName, events: readonly KeptEvent[]): string {
  return invocationId(
    { namespace, name: sensor },
    trigger,
    events.map(({ dependency, delivery }) => {
      const head = readDeliveryHead(delivery)
      return [dependency, head, readEvent(head.eventBytes).id]
    }),
  )
}
