import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

/** Events of Azure Event Hubs. */
export const azureEventsHubEventSource = object('AzureEventsHubEventSource', {
  fqdn: need(string(), 'Host of the namespace.', 'FQDN is not specified'),
  hubName: need(string(), 'Name of the hub.', 'hub name/path is not specified'),
  sharedAccessKeyName: may(secretKeySelector, 'Holds the name of the key; none means the default credential.'),
  sharedAccessKey: may(secretKeySelector, 'Holds the key.'),
  ...payloadFields,
})

export type AzureEventsHubEventSource = Infer<typeof azureEventsHubEventSource>

export function checkAzureEventsHub(event: AzureEventsHubEventSource, check: Check): void {
  if ((event.sharedAccessKey === undefined) !== (event.sharedAccessKeyName === undefined)) {
    const message = 'SharedAccessKey or SharedAccessKeyName is not specified. If one is set then both must be set'
    check.error('required', event, [], message)
  }
  checkEventFilter(event.filter, check)
}
