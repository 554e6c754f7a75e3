import { backoff, checkBackoff } from '../blocks/backoff.ts'
import { basicAuth, checkBasicAuth } from '../blocks/basic-auth.ts'
import { checkEventFilter } from '../blocks/event-filter.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

/** Messages of an MQTT broker. */
export const mqttEventSource = object('MQTTEventSource', {
  url: need(string(), 'URL of the broker.', 'url must be specified'),
  topic: need(string(), 'Topic, wildcards allowed.', 'topic must be specified'),
  clientId: need(string(), 'Id of the client.', 'client id must be specified'),
  tls: may(tlsConfig, 'TLS towards the broker.'),
  auth: may(basicAuth, 'User and password.'),
  connectionBackoff: may(backoff, 'How to retry the connection.'),
  ...messageFields,
})

export type MQTTEventSource = Infer<typeof mqttEventSource>

export function checkMqtt(event: MQTTEventSource, check: Check): void {
  checkTls(event.tls, check)
  checkBasicAuth(event.auth, check)
  checkBackoff(event.connectionBackoff, check)
  checkEventFilter(event.filter, check)
}
