import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkWebhookContext, webhookContext } from '../blocks/webhook-context.ts'
import { boolean, list, long, may, need, object, oneOf, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

const ownedRepositories = object('OwnedRepositories', {
  owner: need(string(), 'User or organisation.'),
  names: need(list(string()), 'Names of its repositories.'),
})

const githubApp = object('GithubAppCreds', {
  privateKey: need(secretKeySelector, 'Holds the private key of the app.'),
  appID: need(long(), 'Id of the app.'),
  installationID: need(long(), 'Id of the installation.'),
})

/** Webhooks of GitHub, registered by themselves when there are credentials and a public URL. */
export const githubEventSource = object('GithubEventSource', {
  webhook: need(webhookContext, 'Where to listen.', 'the webhook block is missing'),
  repositories: may(list(ownedRepositories), 'Whose hooks to manage; or organizations.'),
  organizations: may(list(string()), 'Whose hooks to manage; or repositories.'),
  owner: may(string(), 'Deprecated, use repositories.'),
  repository: may(string(), 'Deprecated, use repositories.'),
  events: may(list(string()), 'What to be told of, * for everything.'),
  apiToken: may(secretKeySelector, 'Token for the API; wins over githubApp.'),
  githubApp: may(githubApp, 'Credentials of an app installation.'),
  webhookSecret: may(secretKeySelector, 'Signs the requests; with it, an unsigned one is refused.'),
  insecure: may(boolean(), 'GitHub does not verify our certificate.'),
  active: may(boolean(), 'The hook is created active.'),
  contentType: may(oneOf(['json', 'form']), 'How GitHub sends the payload.'),
  githubBaseURL: may(string(), 'API of a GitHub Enterprise server.'),
  githubUploadURL: may(string(), 'Upload API of a GitHub Enterprise server.'),
  deleteHookOnFinish: may(boolean(), 'Removes the hooks when the event source goes.'),
  id: may(long(), 'Ignored.'),
  ...payloadFields,
})

export type GithubEventSource = Infer<typeof githubEventSource>

export function checkGithub(event: GithubEventSource, check: Check): void {
  const hasRepositories =
    (event.repositories?.length ?? 0) > 0 || (event.owner !== undefined && event.repository !== undefined)
  const hasOrganizations = (event.organizations?.length ?? 0) > 0
  if (!hasRepositories && !hasOrganizations) {
    check.error('required', event, [], 'either repositories or organizations is required')
  } else if (hasRepositories && hasOrganizations) {
    check.error('conflict', event, ['organizations'], 'only one of repositories and organizations is allowed')
  }
  const hasCredentials = event.apiToken !== undefined || event.githubApp !== undefined
  const managesHooks = hasCredentials && event.webhook.url !== undefined
  if (managesHooks && (event.events?.length ?? 0) === 0) {
    check.error('required', event, ['events'], 'events must be defined to create a github webhook')
  }
  if (event.githubUploadURL !== undefined && event.githubBaseURL === undefined) {
    check.error('required', event, ['githubBaseURL'], 'githubBaseURL is required when githubUploadURL is set')
  } else if (event.githubBaseURL !== undefined && event.githubUploadURL === undefined) {
    check.error('required', event, ['githubUploadURL'], 'githubUploadURL is required when githubBaseURL is set')
  }
  checkWebhookContext(event.webhook, check)
  checkEventFilter(event.filter, check)
}
