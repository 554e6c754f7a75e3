import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkTls, tlsConfig } from '../blocks/tls-config.ts'
import { checkWebhookContext, webhookContext } from '../blocks/webhook-context.ts'
import { boolean, list, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { parseGoDuration } from '../text/go-duration.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

const repository = object('BitbucketServerRepository', {
  projectKey: need(string(), 'Key of the project.'),
  repositorySlug: need(string(), 'Name of the repository as in its URL.'),
})

/** Webhooks of Bitbucket Server and Data Center. */
export const bitbucketServerEventSource = object('BitbucketServerEventSource', {
  webhook: need(webhookContext, 'Where to listen.', 'the webhook block is missing'),
  bitbucketserverBaseURL: need(
    string(),
    'Base URL of the REST API, /rest included.',
    "bitbucket server base url can't be empty",
  ),
  projects: may(list(string()), 'Keys of projects, all repositories of which are meant.'),
  repositories: may(list(repository), 'Whose hooks to manage.'),
  projectKey: may(string(), 'Deprecated, use repositories.'),
  repositorySlug: may(string(), 'Deprecated, use repositories.'),
  events: may(list(string()), 'What to be told of, such as repo:refs_changed.'),
  accessToken: may(secretKeySelector, 'Token for the API.'),
  webhookSecret: may(secretKeySelector, 'Signs the requests; with it, an unsigned one is refused.'),
  skipBranchRefsChangedOnOpenPR: may(boolean(), 'Leaves out branch changes that an open pull request shows anyway.'),
  oneEventPerChange: may(boolean(), 'One event for each changed ref of a push.'),
  deleteHookOnFinish: may(boolean(), 'Removes the hooks when the event source goes.'),
  tls: may(tlsConfig, 'TLS towards the API.'),
  checkInterval: may(string(), 'How often to look whether the hooks are still there. Default 1m.'),
  ...payloadFields,
})

export type BitbucketServerEventSource = Infer<typeof bitbucketServerEventSource>

export function checkBitbucketServer(event: BitbucketServerEventSource, check: Check): void {
  const hasTargets =
    (event.repositories?.length ?? 0) > 0 ||
    (event.projects?.length ?? 0) > 0 ||
    (event.projectKey !== undefined && event.repositorySlug !== undefined)
  const managesHooks = event.accessToken !== undefined && event.webhook.url !== undefined && hasTargets
  if (managesHooks && (event.events?.length ?? 0) === 0) {
    check.error('required', event, ['events'], 'events must be defined to create a bitbucket server webhook')
  }
  if (event.checkInterval !== undefined) {
    const interval = parseGoDuration(event.checkInterval)
    if (interval.kind === 'fault') {
      const message = `failed to parse webhook check interval duration: ${interval.message}`
      check.error('invalid', event, ['checkInterval'], message)
    }
  }
  if (event.skipBranchRefsChangedOnOpenPR === true && event.accessToken === undefined) {
    const message = 'open pull requests cannot be looked up without accessToken'
    check.error('required', event, ['accessToken'], message)
  }
  checkTls(event.tls, check)
  checkWebhookContext(event.webhook, check)
  checkEventFilter(event.filter, check)
}
