import { hash, randomUUID } from 'node:crypto'

/** The id of an event by its delivery id, as the front door derives it; without one random. 32 hexadecimal digits. */
export function publishedEventId(origin: readonly [string, string, string], deliveryId: string): string {
  if (deliveryId === '') return randomUUID().replaceAll('-', '')
  const prefix = origin.map((part) => `${part.length}:${part}`).join('')
  return hash('sha256', prefix + deliveryId, 'hex').slice(0, 32)
}
