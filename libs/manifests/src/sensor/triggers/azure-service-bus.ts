import { secretKeySelector } from '../../blocks/secret-key-selector.ts'
import { checkTls, tlsConfig } from '../../blocks/tls-config.ts'
import { may, need, object, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import type { Check } from '../../validate/check.ts'
import { payload, triggerParameters } from '../parameter.ts'

/** Sends a message to an Azure Service Bus queue or topic. */
export const azureServiceBusTrigger = object('AzureServiceBusTrigger', {
  connectionString: need(secretKeySelector, 'Holds the connection string.'),
  queueName: may(string(), 'Queue; wins over topicName.'),
  topicName: may(string(), 'Topic.'),
  subscriptionName: may(string(), 'Not used.'),
  tls: may(tlsConfig, 'TLS towards the service.'),
  payload: need(payload, 'The body.', 'payload is required'),
  parameters: may(triggerParameters, 'Written into these very settings.'),
})

export type AzureServiceBusTrigger = Infer<typeof azureServiceBusTrigger>

/** `isFinal` says that no parameter may change the template. */
export function checkAzureServiceBus(trigger: AzureServiceBusTrigger, check: Check, isFinal: boolean): void {
  checkTls(trigger.tls, check)
  if (isFinal && trigger.queueName === undefined && trigger.topicName === undefined) {
    check.error('required', trigger, [], 'either queueName or topicName is required')
  }
}
