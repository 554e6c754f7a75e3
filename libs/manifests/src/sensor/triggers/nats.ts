import { checkBasicAuth } from '../../blocks/basic-auth.ts'
import { natsAuth } from '../../blocks/nats-auth.ts'
import { checkTls, tlsConfig } from '../../blocks/tls-config.ts'
import { may, need, object, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import type { Check } from '../../validate/check.ts'
import { triggerParameters } from '../parameter.ts'

/** Publishes a message on NATS. */
export const natsTrigger = object('NATSTrigger', {
  url: need(string(), 'Servers, separated by commas.', 'url is required'),
  subject: need(string(), 'Subject.', 'subject is required'),
  payload: need(triggerParameters, 'The message.', 'payload is required'),
  parameters: may(triggerParameters, 'Written into these very settings.'),
  tls: may(tlsConfig, 'TLS towards the server.'),
  auth: may(natsAuth, 'Credentials.'),
})

export type NatsTrigger = Infer<typeof natsTrigger>

export function checkNatsTrigger(trigger: NatsTrigger, check: Check): void {
  checkTls(trigger.tls, check)
  checkBasicAuth(trigger.auth?.basic, check)
}
