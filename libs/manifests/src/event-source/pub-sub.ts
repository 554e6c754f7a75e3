import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { boolean, may, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

/** Messages of Google Cloud Pub/Sub. */
export const pubSubEventSource = object('PubSubEventSource', {
  projectID: may(string(), 'Project of the subscription. Default: where this runs.'),
  topicProjectID: may(string(), 'Project of the topic. Default projectID.'),
  topic: may(string(), 'Topic; or subscriptionID.'),
  subscriptionID: may(string(), 'Subscription; made up when absent.'),
  credentialSecret: may(secretKeySelector, 'Holds the JSON of a service account.'),
  deleteSubscriptionOnFinish: may(boolean(), 'Removes the subscription when the event source goes.'),
  ...messageFields,
})

export type PubSubEventSource = Infer<typeof pubSubEventSource>

export function checkPubSub(event: PubSubEventSource, check: Check): void {
  if (event.topic === undefined && event.subscriptionID === undefined) {
    check.error('required', event, [], 'must specify topic or subscriptionID')
  }
  if (event.topicProjectID !== undefined && event.topic === undefined) {
    const message = "you can't specify topicProjectID if you don't specify topic"
    check.error('conflict', event, ['topicProjectID'], message)
  }
  checkEventFilter(event.filter, check)
}
