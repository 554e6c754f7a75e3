import { backoff, checkBackoff } from '../blocks/backoff.ts'
import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { tlsConfig } from '../blocks/tls-config.ts'
import { boolean, list, map, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { messageFields } from './payload-fields.ts'

/** Messages of Apache Pulsar topics. */
export const pulsarEventSource = object('PulsarEventSource', {
  topics: need(list(string()), 'Names of the topics.', "topics can't be empty list"),
  url: need(string(), 'URL of the service.', 'url must be provided'),
  type: may(string(), 'Subscription type, exclusive or shared.'),
  authTokenSecret: may(secretKeySelector, 'Holds a token.'),
  authAthenzParams: may(map(string({ keepEmpty: true })), 'Athenz parameters.'),
  authAthenzSecret: may(secretKeySelector, 'Holds the Athenz private key.'),
  tls: may(tlsConfig, 'Client certificate and key.'),
  tlsTrustCertsSecret: may(secretKeySelector, 'PEM of the authorities to trust.'),
  tlsAllowInsecureConnection: may(boolean(), 'Trust any certificate.'),
  tlsValidateHostname: may(boolean(), 'The certificate must name the host.'),
  connectionBackoff: may(backoff, 'How to retry the connection.'),
  ...messageFields,
})

export type PulsarEventSource = Infer<typeof pulsarEventSource>

export function checkPulsar(event: PulsarEventSource, check: Check): void {
  const message = 'subscription type must be either exclusive or shared'
  if (event.type === undefined) {
    check.error('required', event, ['type'], message, 'write type: exclusive')
  } else if (event.type !== 'exclusive' && event.type !== 'shared') {
    check.error('invalid', event, ['type'], message)
  }
  if (
    event.tls !== undefined &&
    (event.tls.clientCertSecret === undefined || event.tls.clientKeySecret === undefined)
  ) {
    check.error('invalid', event.tls, [], 'invalid TLS config', 'give clientCertSecret and clientKeySecret')
  }
  if (event.authAthenzParams !== undefined && event.authAthenzSecret === undefined) {
    check.error('required', event, ['authAthenzSecret'], 'authAthenzParams is of no use without authAthenzSecret')
  }
  checkBackoff(event.connectionBackoff, check)
  checkEventFilter(event.filter, check)
}
