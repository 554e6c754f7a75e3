import { secretKeySelector } from '../../blocks/secret-key-selector.ts'
import { boolean, map, may, need, object, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import type { Check } from '../../validate/check.ts'
import { payload, triggerParameters } from '../parameter.ts'

/** Calls a gRPC server that implements the Trigger service. */
export const customTrigger = object('CustomTrigger', {
  serverURL: need(string(), 'host:port of the server.', 'serverURL is required'),
  spec: need(map(string({ keepEmpty: true })), 'What the server understands.', 'spec is required'),
  secure: may(boolean(), 'With TLS.'),
  certSecret: may(secretKeySelector, 'PEM of the authorities to trust.'),
  serverNameOverride: may(string(), 'Name that the certificate must have.'),
  parameters: may(triggerParameters, 'Written into the resource that the server gives.'),
  payload: may(payload, 'The payload.'),
})

export type CustomTrigger = Infer<typeof customTrigger>

export function checkCustom(trigger: CustomTrigger, check: Check): void {
  if (trigger.secure !== true || trigger.certSecret !== undefined) return
  check.error('required', trigger, ['certSecret'], 'certSecret is required when secure is true')
}
