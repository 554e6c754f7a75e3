import { secretKeySelector } from '../../blocks/secret-key-selector.ts'
import { may, need, object, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import { triggerParameters } from '../parameter.ts'

/** Invokes an OpenWhisk action. */
export const openWhiskTrigger = object('OpenWhiskTrigger', {
  host: need(string(), 'Host of the API.', 'host is required'),
  actionName: need(string(), 'Name of the action.', 'actionName is required'),
  payload: need(triggerParameters, 'The argument.', 'payload is required'),
  authToken: may(secretKeySelector, 'Holds user:key.'),
  namespace: may(string(), 'Default _.'),
  version: may(string(), 'Default v1.'),
  parameters: may(triggerParameters, 'Written into these very settings.'),
})

export type OpenWhiskTrigger = Infer<typeof openWhiskTrigger>
