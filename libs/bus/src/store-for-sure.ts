import type { Publish, StoredAck } from './acked-publish.ts'

/** What {@link storeForSure} works with. */
export interface StoreOptions {
  /** Gives up when aborted. */
  readonly stop: AbortSignal
  /** Told about each failed try. */
  readonly onFault?: (subject: string, fault: unknown) => void
}

const ackTimeoutMs = 5_000
const retryMs = 200

/**
 * Publishes until the stream has stored the message, however long the bus is away. The message must carry an id, so that
 * a try whose ack was lost is not stored twice. Undefined only when `stop` came first.
 */
export async function storeForSure(
  bus: { publish(message: Publish, timeoutMs: number): Promise<StoredAck> },
  message: Publish & { readonly id: string },
  { stop, onFault }: StoreOptions,
): Promise<StoredAck | undefined> {
  while (!stop.aborted) {
    try {
      return await bus.publish(message, ackTimeoutMs)
    } catch (fault) {
      onFault?.(message.subject, fault)
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs))
  }
  return undefined
}
