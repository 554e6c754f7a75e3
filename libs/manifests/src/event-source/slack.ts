import { checkEventFilter } from '../blocks/event-filter.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkWebhookContext, webhookContext } from '../blocks/webhook-context.ts'
import { need, object } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { payloadFields } from './payload-fields.ts'

/** Events, slash commands and interactions of a Slack app. */
export const slackEventSource = object('SlackEventSource', {
  webhook: need(webhookContext, 'Where to listen.', 'the webhook block is missing'),
  token: need(secretKeySelector, 'Verification token of the app.', 'token not provided'),
  signingSecret: need(secretKeySelector, 'Signs the requests.', 'signingSecret not provided'),
  ...payloadFields,
})

export type SlackEventSource = Infer<typeof slackEventSource>

export function checkSlack(event: SlackEventSource, check: Check): void {
  checkWebhookContext(event.webhook, check)
  checkEventFilter(event.filter, check)
}
