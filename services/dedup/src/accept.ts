import type { DeliveryHead } from '@millrace/protocol/wire'

/** Deliveries of one EventBus that pass. */
export interface Accepted {
  readonly namespace: string
  readonly bus: string
  readonly deliveries: readonly DeliveryHead[]
}

/** A delivery that carries an id of its source can be a repeat; one without is new by its nature. */
export function isClaimed(delivery: DeliveryHead): boolean {
  return delivery.deliveryId !== ''
}

/** What makes a delivery unique. */
export function identityOf(delivery: DeliveryHead): readonly string[] {
  return [delivery.namespace, delivery.eventSource, delivery.eventName, delivery.deliveryId]
}

/** Sorts the deliveries that pass by their EventBus, in the order they came. */
export function accept(deliveries: readonly DeliveryHead[], passes: (index: number) => boolean): Accepted[] {
  const buses = new Map<string, Accepted & { deliveries: DeliveryHead[] }>()
  for (const [index, delivery] of deliveries.entries()) {
    if (!passes(index)) continue
    const key = `${delivery.namespace}/${delivery.bus}`
    const bus = buses.get(key)
    if (bus === undefined) buses.set(key, { namespace: delivery.namespace, bus: delivery.bus, deliveries: [delivery] })
    else bus.deliveries.push(delivery)
  }
  return [...buses.values()]
}
