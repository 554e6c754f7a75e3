import type { GroupPublisher } from '@millrace/bus'
import { encodeDelivery, type RoadDelivery } from '@millrace/protocol/wire'
import type { Payloads } from '@millrace/payloads'
import type { ServiceTelemetry } from '@millrace/telemetry'

/** The way of deliveries whose data is too large for a message. */
export interface LargePublisher extends AsyncDisposable {
  /** Stores the data, and then the delivery. Rejects with `BusFault`. */
  publish(delivery: RoadDelivery): Promise<void>
  /** Whether others must follow a large one, so that the order stays. */
  readonly isAhead: boolean
  /** Stores an encoded delivery after the large ones that came before it. Rejects with `BusFault`. */
  follow(bytes: Uint8Array): Promise<void>
}

interface LargeOptions {
  /** One message under way at most: the order of deliveries counts. */
  readonly inFlightMax: number
  /** How long one message may wait for its ack. Milliseconds. */
  readonly giveUpMs: number
  readonly service: string
  readonly metrics: ServiceTelemetry['metrics']
}

export function largePublisher(
  publisher: Pick<GroupPublisher, 'add'>,
  payloads: Pick<Payloads, 'store'>,
  { inFlightMax, giveUpMs, service, metrics }: LargeOptions,
): LargePublisher {
  const isOrdered = inFlightMax === 1
  const underWay = new Set<Promise<void>>()
  let last: Promise<void> | undefined
  const stored = metrics.counter('millrace_large_payloads_total', { service })
  const publish = async (delivery: RoadDelivery): Promise<void> => {
    const named = await payloads.store(delivery, giveUpMs)
    stored.add(1)
    await publisher.add(encodeDelivery(named))
  }
  /** One after the other where order counts, whatever becomes of the one before. */
  const run = (act: () => Promise<void>): Promise<void> => {
    const running = isOrdered && last !== undefined ? last.then(act, act) : act()
    underWay.add(running)
    last = running
    const end = (): void => {
      underWay.delete(running)
      if (last === running) last = undefined
    }
    running.then(end, end)
    return running
  }
  return {
    publish: (delivery) => run(() => publish(delivery)),
    get isAhead() {
      return isOrdered && last !== undefined
    },
    follow: (bytes) =>
      run(async () => {
        await publisher.add(bytes)
      }),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(underWay)
    },
  }
}
