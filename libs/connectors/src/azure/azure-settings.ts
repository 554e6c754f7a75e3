import type { AzureEventHubsTrigger, AzureServiceBusTrigger } from '@millrace/manifests'
import type { SecretReader } from '@millrace/secrets'
import { readTlsMaterial, type TlsMaterial } from '../tls-material.ts'
import { parseConnectionString, parseEndpoint, type AzureAccess } from './connection-string.ts'

/** All that a sender to Azure is made from. It holds secrets. */
export interface AzureSettings extends AzureAccess {
  /** The queue, topic or hub. */
  readonly entity: string
  readonly tls: TlsMaterial
}

/** What manifests say about a queue or topic. */
export type ServiceBusPlace = Pick<AzureServiceBusTrigger, 'connectionString' | 'queueName' | 'topicName' | 'tls'>

/** What manifests say about an event hub. */
export type EventHubPlace = Pick<AzureEventHubsTrigger, 'fqdn' | 'hubName' | 'sharedAccessKeyName' | 'sharedAccessKey'>

/** Reads a manifest's Service Bus settings; the queue wins over the topic. Rejects with SecretError, or where something is missing. */
export async function readServiceBusSettings(
  namespace: string,
  { connectionString, queueName, topicName, tls }: ServiceBusPlace,
  secrets: SecretReader,
): Promise<AzureSettings> {
  const access = parseConnectionString((await secrets.secret(namespace, connectionString)).toString())
  const entity = queueName ?? topicName
  if (entity === undefined) throw new Error('either queueName or topicName is required')
  if (access.entityPath !== undefined && access.entityPath !== entity) {
    throw new Error(`the connection string is for ${access.entityPath} alone`)
  }
  return { ...access, entity, tls: tls === undefined ? {} : await readTlsMaterial(namespace, tls, secrets) }
}

/** Reads a manifest's Event Hubs settings. Rejects with SecretError, or where something is missing. */
export async function readEventHubSettings(
  namespace: string,
  { fqdn = '', hubName = '', sharedAccessKeyName, sharedAccessKey }: EventHubPlace,
  secrets: SecretReader,
): Promise<AzureSettings> {
  const place = parseEndpoint(`sb://${fqdn}`)
  if (fqdn === '' || place === undefined) throw new Error('fqdn is required: the host name of a namespace')
  if (hubName === '') throw new Error('hubName is required')
  const name = (await secrets.secret(namespace, sharedAccessKeyName)).toString()
  const key = (await secrets.secret(namespace, sharedAccessKey)).toString()
  return { ...place, isEmulator: false, credential: { kind: 'key', name, key }, entity: hubName, tls: {} }
}
