import type { Publish, StoredAck } from './acked-publish.ts'
import { BusFault } from './bus-fault.ts'
import { storeForSure } from './store-for-sure.ts'

/**
 * Publishes until the stream has stored the message, for `giveUpMs` at most. Rejects with BusFault: at once where no later
 * try can do better, or the stream is full. `bus-away` leaves open whether it was stored.
 */
export async function storeWithin(
  bus: { publish(message: Publish, timeoutMs: number): Promise<StoredAck> },
  message: Publish & { readonly id: string },
  giveUpMs: number,
): Promise<StoredAck> {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), giveUpMs)
  let last: unknown
  const onFault = (_subject: string, fault: unknown): void => {
    last = fault
    if (fault instanceof BusFault && (!fault.shouldRetry() || fault.code === 'bus-full')) stop.abort()
  }
  try {
    const ack = await storeForSure(bus, message, { stop: stop.signal, onFault })
    if (ack !== undefined) return ack
  } finally {
    clearTimeout(timer)
  }
  throw last instanceof BusFault ? last : new BusFault('bus-away', `${message.subject} in time`, { cause: last })
}
