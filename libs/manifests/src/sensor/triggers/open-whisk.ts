import { secretKeySelector } from '../../blocks/secret-key-selector.ts'
import { may, need, object, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import { openWhiskUrl } from '../../text/open-whisk-url.ts'
import type { Check } from '../../validate/check.ts'
import { triggerParameters } from '../parameter.ts'

/** Invokes an OpenWhisk action. */
export const openWhiskTrigger = object('OpenWhiskTrigger', {
  host: need(string(), 'Host of the API, or its URL.', 'host is required'),
  actionName: need(string(), 'Name of the action.', 'actionName is required'),
  payload: need(triggerParameters, 'The argument.', 'payload is required'),
  authToken: may(secretKeySelector, 'Holds user:key.'),
  namespace: may(string(), 'Default _.'),
  version: may(string(), 'Default v1.'),
  parameters: may(triggerParameters, 'Written into these very settings.'),
})

export type OpenWhiskTrigger = Infer<typeof openWhiskTrigger>

/** `isFinal` says that no parameter may change the template. */
export function checkOpenWhisk(trigger: OpenWhiskTrigger, check: Check, isFinal: boolean): void {
  if (!isFinal || trigger.parameters !== undefined || openWhiskUrl(trigger) !== undefined) return
  const fault = `${JSON.stringify(trigger.host)} is neither a host nor an http(s) URL`
  check.error('invalid', trigger, ['host'], fault, 'write whisk.example or https://whisk.example')
}
