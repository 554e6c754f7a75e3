import { basicAuth, checkBasicAuth } from '../blocks/basic-auth.ts'
import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkWebhookContext, webhookContext } from '../blocks/webhook-context.ts'
import { boolean, list, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

const bitbucketAuth = object('BitbucketAuth', {
  basic: may(basicAuth, 'User and password.'),
  oauthToken: may(secretKeySelector, 'Bearer token.'),
})

const bitbucketRepository = object('BitbucketRepository', {
  owner: need(string(), 'Workspace or user.'),
  repositorySlug: need(string(), 'Name of the repository as in its URL.'),
})

/** Webhooks of Bitbucket Cloud. */
export const bitbucketEventSource = object('BitbucketEventSource', {
  webhook: need(webhookContext, 'Where to listen.', 'the webhook block is missing'),
  auth: need(bitbucketAuth, 'Credentials for the API.', 'auth is missing'),
  events: may(list(string()), 'What to be told of, such as repo:push.'),
  repositories: may(list(bitbucketRepository), 'Whose hooks to manage.'),
  owner: may(string(), 'Deprecated, use repositories.'),
  repositorySlug: may(string(), 'Deprecated, use repositories.'),
  projectKey: may(string(), 'Not used.'),
  deleteHookOnFinish: may(boolean(), 'Removes the hooks when the event source goes.'),
  ...payloadFields,
})

export type BitbucketEventSource = Infer<typeof bitbucketEventSource>

export function checkBitbucket(event: BitbucketEventSource, check: Check): void {
  const hasRepositories =
    (event.repositories?.length ?? 0) > 0 || (event.owner !== undefined && event.repositorySlug !== undefined)
  const managesHooks =
    (event.auth.basic !== undefined || event.auth.oauthToken !== undefined) && event.webhook.url !== undefined
  if (!hasRepositories) check.error('required', event, ['repositories'], 'at least one repository is required')
  if (managesHooks && (event.events?.length ?? 0) === 0) {
    check.error('required', event, ['events'], 'events must be defined to create a bitbucket webhooks')
  }
  checkBasicAuth(event.auth.basic, check)
  checkWebhookContext(event.webhook, check)
  checkEventFilter(event.filter, check)
}
