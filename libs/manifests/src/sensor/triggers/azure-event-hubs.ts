import { secretKeySelector } from '../../blocks/secret-key-selector.ts'
import { may, need, object, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import { isHostAndPort } from '../../text/host-and-port.ts'
import type { Check } from '../../validate/check.ts'
import { payload, triggerParameters } from '../parameter.ts'

/** Sends an event to Azure Event Hubs. */
export const azureEventHubsTrigger = object('AzureEventHubsTrigger', {
  fqdn: may(string(), 'Host of the namespace.'),
  hubName: may(string(), 'Name of the hub.'),
  sharedAccessKeyName: need(secretKeySelector, 'Holds the name of the key.'),
  sharedAccessKey: need(secretKeySelector, 'Holds the key.'),
  payload: need(payload, 'The body.', 'payload is required'),
  parameters: may(triggerParameters, 'Written into these very settings.'),
})

export type AzureEventHubsTrigger = Infer<typeof azureEventHubsTrigger>

/** `isFinal` says that no parameter may change the template. */
export function checkAzureEventHubs(trigger: AzureEventHubsTrigger, check: Check, isFinal: boolean): void {
  if (!isFinal) return
  if (trigger.fqdn === undefined) check.error('required', trigger, ['fqdn'], 'fqdn is required')
  else if (trigger.parameters === undefined && !isHostAndPort(trigger.fqdn)) {
    const fault = `${JSON.stringify(trigger.fqdn)} is not a host name`
    check.error('invalid', trigger, ['fqdn'], fault, 'write it without a scheme: shop.servicebus.windows.net')
  }
  if (trigger.hubName === undefined) check.error('required', trigger, ['hubName'], 'hubName is required')
}
