import { hash, randomUUID } from 'node:crypto'

/** What event ids of one event of an EventSource are derived from; joined with lengths, so that no two run together. */
export function eventIdPrefix(namespace: string, eventSource: string, eventName: string): string {
  return [namespace, eventSource, eventName].map((part) => `${part.length}:${part}`).join('')
}

/**
 * 32 hexadecimal digits. With a delivery id the same for each of its redeliveries: the first 128 bits of a SHA-256.
 * Without one, random.
 */
export function eventIdOf(prefix: string, deliveryId: string): string {
  if (deliveryId === '') return randomUUID().replaceAll('-', '')
  return hash('sha256', prefix + deliveryId, 'hex').slice(0, 32)
}
