import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkWebhookContext, webhookContext } from '../blocks/webhook-context.ts'
import { boolean, list, may, need, object, string } from '../schema/build.ts'
import { nearestName } from '../schema/nearest-name.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

/** Event names that hooks of projects and of groups know. */
export const gitlabHookEvents = [
  'PushEvents',
  'TagPushEvents',
  'IssuesEvents',
  'ConfidentialIssuesEvents',
  'MergeRequestsEvents',
  'NoteEvents',
  'ConfidentialNoteEvents',
  'JobEvents',
  'PipelineEvents',
  'WikiPageEvents',
  'EmojiEvents',
] as const

/** Event names that only hooks of projects know. */
export const gitlabProjectHookEvents = [
  'DeploymentEvents',
  'ReleasesEvents',
  'ResourceAccessTokenEvents',
  'VulnerabilityEvents',
] as const

/** Webhooks of GitLab, registered by themselves when there is a token and a public URL. */
export const gitlabEventSource = object('GitlabEventSource', {
  webhook: need(webhookContext, 'Where to listen.', 'the webhook block is missing'),
  projects: may(list(string()), 'Ids or paths of projects whose hooks to manage.'),
  groups: may(list(string()), 'Ids or names of groups whose hooks to manage.'),
  projectID: may(string(), 'Deprecated, use projects.'),
  events: need(
    list(string(), { mayBeEmpty: true }),
    'What to be told of, such as PushEvents.',
    "events can't be empty",
  ),
  accessToken: need(secretKeySelector, 'Token for the API.', "access token can't be nil"),
  secretToken: may(secretKeySelector, 'Token that a request must carry.'),
  gitlabBaseURL: need(string(), 'Base URL of the server.', "gitlab base url can't be empty"),
  enableSSLVerification: may(boolean(), 'GitLab verifies our certificate.'),
  deleteHookOnFinish: may(boolean(), 'Removes the hooks when the event source goes.'),
  ...payloadFields,
})

export type GitlabEventSource = Infer<typeof gitlabEventSource>

export function checkGitlab(event: GitlabEventSource, check: Check): void {
  const known: readonly string[] = [...gitlabHookEvents, ...gitlabProjectHookEvents]
  const managesHooks = event.webhook.url !== undefined
  for (const [index, name] of event.events.entries()) {
    if (known.includes(name)) continue
    const near = nearestName(name, known)
    const remedy = near === undefined ? `known are ${known.join(', ')}` : `did you mean ${near}?`
    const report = managesHooks ? check.error : check.warning
    report('invalid', event, ['events', index], `unknown event ${name}`, remedy)
  }
  checkWebhookContext(event.webhook, check)
  checkEventFilter(event.filter, check)
}
