import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { boolean, integer, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

/** Messages of Azure Queue Storage. */
export const azureQueueStorageEventSource = object('AzureQueueStorageEventSource', {
  queueName: need(string(), 'Name of the queue.', 'must specify queue name'),
  connectionString: may(secretKeySelector, 'Holds the connection string; or storageAccountName.'),
  storageAccountName: may(string(), 'Account, with the default credential.'),
  decodeMessage: may(boolean(), 'The messages are base64.'),
  dlq: may(boolean(), 'Leaves unreadable messages in the queue.'),
  waitTimeInSeconds: may(integer(0), 'Pause when the queue is empty. Default 3.'),
  ...messageFields,
})

export type AzureQueueStorageEventSource = Infer<typeof azureQueueStorageEventSource>

export function checkAzureQueueStorage(event: AzureQueueStorageEventSource, check: Check): void {
  if (event.connectionString === undefined && event.storageAccountName === undefined) {
    check.error('required', event, [], 'must specify connection string or storageAccountName')
  }
  checkEventFilter(event.filter, check)
}
