import { basicAuth, checkBasicAuth } from '../blocks/basic-auth.ts'
import { checkEventFilter } from '../blocks/event-filter.ts'
import { checkWebhookContext, webhookContext } from '../blocks/webhook-context.ts'
import { boolean, list, long, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

/** Webhooks of Gerrit’s webhooks plugin. */
export const gerritEventSource = object('GerritEventSource', {
  webhook: need(webhookContext, 'Where to listen.', 'the webhook block is missing'),
  projects: need(list(string()), 'Projects whose hooks to manage.', 'projects cannot be empty'),
  events: need(
    list(string(), { mayBeEmpty: true }),
    'What to be told of, such as patchset-created.',
    "events can't be empty",
  ),
  hookName: may(string(), 'Name of the hook in Gerrit.'),
  gerritBaseURL: need(string(), 'Base URL of the server.', "gerrit base url can't be empty"),
  auth: need(basicAuth, 'User and password for the API.', "username and password can't be empty"),
  sslVerify: may(boolean(), 'Gerrit verifies our certificate.'),
  maxTries: may(long(), 'How often Gerrit tries to deliver.'),
  deleteHookOnFinish: may(boolean(), 'Removes the hooks when the event source goes.'),
  ...payloadFields,
})

export type GerritEventSource = Infer<typeof gerritEventSource>

export function checkGerrit(event: GerritEventSource, check: Check): void {
  checkBasicAuth(event.auth, check)
  checkWebhookContext(event.webhook, check)
  checkEventFilter(event.filter, check)
}
