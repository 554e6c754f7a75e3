import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { boolean, may, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

/** Messages of an Azure Service Bus queue, or of a subscription of a topic. */
export const azureServiceBusEventSource = object('AzureServiceBusEventSource', {
  queueName: may(string(), 'Queue; or topicName and subscriptionName.'),
  topicName: may(string(), 'Topic.'),
  subscriptionName: may(string(), 'Subscription of the topic.'),
  connectionString: may(secretKeySelector, 'Holds the connection string; or fullyQualifiedNamespace.'),
  fullyQualifiedNamespace: may(string(), 'Host of the namespace, with the default credential.'),
  tls: may(tlsConfig, 'TLS towards the service.'),
  deferDelete: may(boolean(), 'Deletes a message only after the bus has stored its event.'),
  ...messageFields,
})

export type AzureServiceBusEventSource = Infer<typeof azureServiceBusEventSource>

export function checkAzureServiceBus(event: AzureServiceBusEventSource, check: Check): void {
  if (event.connectionString === undefined && event.fullyQualifiedNamespace === undefined) {
    check.error('required', event, [], 'ConnectionString or fullyQualifiedNamespace must be specified')
  }
  const hasSubscription = event.topicName !== undefined && event.subscriptionName !== undefined
  if (event.queueName === undefined && !hasSubscription) {
    check.error('required', event, [], 'QueueName or TopicName/SubscriptionName must be specified')
  } else if (event.queueName !== undefined && (event.topicName ?? event.subscriptionName) !== undefined) {
    const message = 'QueueName and TopicName/SubscriptionName cannot be specified at the same time'
    check.error('conflict', event, ['queueName'], message)
  }
  checkTls(event.tls, check)
  checkEventFilter(event.filter, check)
}
