import { boundedDeliveryId } from '@millrace/deliveries'
import type { IncomingHttpHeaders } from 'node:http'

/**
 * The id that the sender gave a delivery, from its headers: the first present of the table, else none (the empty string).
 */
export function deliveryIdOf(headers: IncomingHttpHeaders): string {
  for (const name of idHeaders) {
    const value = headers[name]
    if (typeof value === 'string' && value !== '') return boundedDeliveryId(value)
  }
  const source = headers['ce-source']
  const id = headers['ce-id']
  if (typeof source === 'string' && typeof id === 'string' && source !== '' && id !== '') {
    return eventDeliveryId(source, id)
  }
  return ''
}

/**
 * The delivery id of a GitLab hook. `X-Gitlab-Event-UUID` is shared by hooks that set each other off, so it would drop
 * all but the first of them; `Idempotency-Key`, which newer versions send, names one delivery and its retries.
 */
export function gitlabDeliveryIdOf(headers: IncomingHttpHeaders): string {
  const key = headers['idempotency-key']
  return typeof key === 'string' && key !== '' ? boundedDeliveryId(key) : deliveryIdOf(headers)
}

/** The delivery id of a CloudEvent: `source id`. No source has a space, so no two pairs give the same. */
export function eventDeliveryId(source: string, id: string): string {
  return boundedDeliveryId(`${source.replaceAll(' ', '%20')} ${id}`)
}

const idHeaders = ['x-github-delivery', 'x-gitlab-event-uuid', 'webhook-id', 'idempotency-key'] as const
