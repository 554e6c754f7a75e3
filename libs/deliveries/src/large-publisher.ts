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
  /** The last delivery that is not handed to the publisher yet. */
  let last: Promise<Uint8Array> | undefined
  const stored = metrics.counter('millrace_large_payloads_total', { service })
  const named = async (delivery: RoadDelivery): Promise<Uint8Array> => {
    const bytes = encodeDelivery(await payloads.store(delivery, giveUpMs))
    stored.add(1)
    return bytes
  }
  /** Where order counts one is handed over after the other, whatever becomes of the one before. */
  const run = (ready: () => Promise<Uint8Array>): Promise<void> => {
    const bytes = isOrdered && last !== undefined ? last.then(ready, ready) : ready()
    last = bytes
    const handOver = async (entry: Uint8Array): Promise<void> => {
      if (last === bytes) last = undefined
      await publisher.add(entry)
    }
    const running = bytes.then(handOver, (fault: unknown) => {
      if (last === bytes) last = undefined
      throw fault
    })
    underWay.add(running)
    const end = (): void => void underWay.delete(running)
    running.then(end, end)
    return running
  }
  return {
    publish: (delivery) => run(() => named(delivery)),
    get isAhead() {
      return isOrdered && last !== undefined
    },
    follow: (bytes) => run(() => Promise.resolve(bytes)),
    async [Symbol.asyncDispose]() {
      await Promise.allSettled(underWay)
    },
  }
}
