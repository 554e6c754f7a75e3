import type { IncomingHttpHeaders } from 'node:http'
import { boundedDeliveryId } from '@millrace/deliveries'
import { deliveryIdOf, gitlabDeliveryIdOf } from '../delivery-id.ts'

/** Bitbucket's own ids of one call of a hook, where it says that it is one. */
const bitbucketHeaders = ['x-request-uuid', 'x-request-id'] as const

/** The id that a sender gave this event; a repetition has the same. Empty: none, so every request is a new event. */
export function senderIdOf(headers: IncomingHttpHeaders): string {
  if (headers['x-gitlab-event'] !== undefined) return gitlabDeliveryIdOf(headers)
  const id = deliveryIdOf(headers)
  if (id !== '' || headers['x-event-key'] === undefined) return id
  for (const name of bitbucketHeaders) {
    const value = headers[name]
    if (typeof value === 'string' && value !== '') return boundedDeliveryId(value)
  }
  return ''
}
