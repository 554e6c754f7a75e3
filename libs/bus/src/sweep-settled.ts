import type { JetStreamManager } from '@nats-io/jetstream'

/** A work queue and the one consumer that empties it. */
export interface WorkQueue {
  readonly stream: string
  readonly consumer: string
  /** Subject of the messages that the consumer takes, where the stream has others. */
  readonly filter?: string
}

/** How often a work queue is looked through. */
const sweepMs = 30_000

/**
 * Removes what is settled and still lies in a work queue: a server that is killed may remember an acknowledgement and
 * forget the removal that goes with it. Such messages are never handed out again and would stay for ever. Disposing stops it.
 */
export function sweepSettled(manager: JetStreamManager, queue: WorkQueue): Disposable {
  const timer = setInterval(() => void sweep(manager, queue).catch(() => {}), sweepMs)
  timer.unref()
  // The bus may be away; the next look will do.
  void sweep(manager, queue).catch(() => {})
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** One look: everything up to the acknowledgement floor goes. Rejects when the bus is away. */
export async function sweep(manager: JetStreamManager, { stream, consumer, filter }: WorkQueue): Promise<void> {
  const { state } = await manager.streams.info(stream)
  if (state.messages === 0) return
  const floor = (await manager.consumers.info(stream, consumer)).ack_floor.stream_seq
  if (state.first_seq > floor) return
  await manager.streams.purge(stream, { seq: floor + 1, ...(filter === undefined ? {} : { filter }) })
}
