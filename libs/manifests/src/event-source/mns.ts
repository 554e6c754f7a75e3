import { checkEventFilter, eventSourceFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { boolean, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'

/** Messages of Alibaba Cloud MNS. */
export const mnsEventSource = object('MNSEventSource', {
  queue: need(string(), 'Name of the queue.', 'must specify queue name'),
  endpoint: need(string(), 'Endpoint of the service.', 'must specify a endpoint'),
  accessKey: need(secretKeySelector, 'Holds the access key.', 'accessKey is required'),
  secretKey: need(secretKeySelector, 'Holds the secret key.', 'secretKey is required'),
  jsonBody: may(boolean(), 'The message is JSON; Argo Events ignores this.'),
  filter: may(eventSourceFilter, 'Lets through the events for which an expression is true.'),
})

export type MNSEventSource = Infer<typeof mnsEventSource>

export function checkMns(event: MNSEventSource, check: Check): void {
  checkEventFilter(event.filter, check)
}
