import { hash } from 'node:crypto'
import type { DeliveryHead } from '@millrace/protocol/wire'

/**
 * The id of the invocation of a trigger for a set of events: 32 hex digits, the first 128 bits of SHA-256 over the parts,
 * each with its length. Every retry, replica and redelivery computes the same; nothing else does. The time a delivery was
 * received is a part of it: a delivery id that is used again after its window is another delivery.
 */
export function invocationId(
  sensor: { readonly namespace: string; readonly name: string },
  trigger: string,
  events: readonly (readonly [dependency: string, delivery: DeliveryHead, eventId: string])[],
): string {
  const parts = [sensor.namespace, sensor.name, trigger]
  for (const [dependency, delivery, eventId] of [...events].sort(byDependency)) {
    const { eventSource, eventName, deliveryId, receivedAtUs } = delivery
    parts.push(dependency, eventSource, eventName, deliveryId, eventId, String(receivedAtUs))
  }
  const text = parts.map((part) => `${part.length}:${part}`).join('')
  return hash('sha256', text, 'hex').slice(0, 32)
}

function byDependency(a: readonly [string, ...unknown[]], b: readonly [string, ...unknown[]]): number {
  return a[0] < b[0] ? -1 : 1
}
