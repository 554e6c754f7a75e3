import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { checkWebhookContext, webhookContext } from '../blocks/webhook-context.ts'
import { boolean, list, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'
import { metadataField } from './payload-fields.ts'

/** Webhooks of Stripe. */
export const stripeEventSource = object('StripeEventSource', {
  webhook: need(webhookContext, 'Where to listen.', 'the webhook block is missing'),
  createWebhook: may(boolean(), 'Registers the endpoint with Stripe.'),
  apiKey: may(secretKeySelector, 'API key, for registering.'),
  eventFilter: may(list(string()), 'Event types to take; all when absent.'),
  ...metadataField,
})

export type StripeEventSource = Infer<typeof stripeEventSource>

export function checkStripe(event: StripeEventSource, check: Check): void {
  checkWebhookContext(event.webhook, check)
  if (event.createWebhook !== true) return
  if (event.apiKey === undefined) {
    check.error('required', event, ['apiKey'], 'api key K8s secret selector not provided')
  }
  if (event.webhook.url === undefined) {
    check.warning('suspect', event.webhook, ['url'], 'createWebhook needs a public URL to register')
  }
}
