import { backoff, checkBackoff } from '../../blocks/backoff.ts'
import { secretKeySelector } from '../../blocks/secret-key-selector.ts'
import { tlsConfig } from '../../blocks/tls-config.ts'
import { boolean, map, may, need, object, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import type { Check } from '../../validate/check.ts'
import { payload, triggerParameters } from '../parameter.ts'

/** Sends a message to an Apache Pulsar topic. */
export const pulsarTrigger = object('PulsarTrigger', {
  url: may(string(), 'URL of the service.'),
  topic: may(string(), 'Name of the topic.'),
  payload: need(payload, 'The body.', 'payload is required'),
  tlsTrustCertsSecret: may(secretKeySelector, 'PEM of the authorities to trust.'),
  tlsAllowInsecureConnection: may(boolean(), 'Trust any certificate.'),
  tlsValidateHostname: may(boolean(), 'The certificate must name the host.'),
  authTokenSecret: may(secretKeySelector, 'Holds a token.'),
  authAthenzParams: may(map(string({ keepEmpty: true })), 'Athenz parameters.'),
  authAthenzSecret: may(secretKeySelector, 'Holds the Athenz private key.'),
  tls: may(tlsConfig, 'Client certificate and key.'),
  connectionBackoff: may(backoff, 'How to retry the connection.'),
  parameters: may(triggerParameters, 'Written into these very settings.'),
})

export type PulsarTrigger = Infer<typeof pulsarTrigger>

/** `isFinal` says that no parameter may change the template. */
export function checkPulsarTrigger(trigger: PulsarTrigger, check: Check, isFinal: boolean): void {
  const { tls } = trigger
  if (tls !== undefined && (tls.clientCertSecret === undefined || tls.clientKeySecret === undefined)) {
    check.error('invalid', tls, [], 'invalid TLS config', 'give clientCertSecret and clientKeySecret')
  }
  checkBackoff(trigger.connectionBackoff, check)
  for (const field of ['authAthenzParams', 'authAthenzSecret'] as const) {
    if (trigger[field] === undefined) continue
    const remedy = 'use authTokenSecret or a client certificate'
    check.warning('suspect', trigger, [field], 'Athenz is not supported: the trigger will fail', remedy)
  }
  if (!isFinal) return
  if (trigger.url === undefined) check.error('required', trigger, ['url'], 'url is required')
  else if (trigger.parameters === undefined && !/^pulsar(?:\+ssl)?:\/\/./u.test(trigger.url)) {
    check.error('invalid', trigger, ['url'], `${JSON.stringify(trigger.url)} is not pulsar://… or pulsar+ssl://…`)
  }
  if (trigger.topic === undefined) check.error('required', trigger, ['topic'], 'topic is required')
}
