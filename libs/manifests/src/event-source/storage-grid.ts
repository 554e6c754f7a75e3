import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { checkWebhookContext, webhookContext } from '../blocks/webhook-context.ts'
import { list, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { metadataField } from './payload-fields.ts'

const storageGridFilter = object('StorageGridFilter', {
  prefix: may(string(), 'The key starts with this.'),
  suffix: may(string(), 'The key ends with this.'),
})

/** Bucket notifications of NetApp StorageGRID. */
export const storageGridEventSource = object('StorageGridEventSource', {
  webhook: need(webhookContext, 'Where to listen.', 'the webhook block is missing'),
  events: need(list(string()), 'Notifications to ask for, such as s3:ObjectCreated:*.', 'event types must be provided'),
  filter: may(storageGridFilter, 'Which objects’ notifications to take.'),
  topicArn: need(string(), 'ARN under which the notifications are sent.', 'topic arn must be provided'),
  bucket: need(string(), 'Name of the bucket.', 'bucket name must be provided'),
  region: may(string(), 'Not used.'),
  authToken: need(secretKeySelector, 'Token for the management API.', 'api auth token must be provided'),
  apiURL: need(string(), 'URL of the management API.', 'api url must be provided'),
  tls: may(tlsConfig, 'TLS towards the API.'),
  ...metadataField,
})

export type StorageGridEventSource = Infer<typeof storageGridEventSource>

export function checkStorageGrid(event: StorageGridEventSource, check: Check): void {
  checkTls(event.tls, check)
  checkWebhookContext(event.webhook, check)
}
