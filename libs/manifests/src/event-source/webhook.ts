import { checkEventFilter, eventSourceFilter } from '../blocks/event-filter.ts'
import { checkWebhookContext, webhookContextFields } from '../blocks/webhook-context.ts'
import { may, object } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import type { Check } from '../validate/check.ts'

/** Any HTTP request. */
export const webhookEventSource = object('WebhookEventSource', {
  ...webhookContextFields,
  filter: may(eventSourceFilter, 'Lets through the events for which an expression is true.'),
})

export type WebhookEventSource = Infer<typeof webhookEventSource>

export function checkWebhook(event: WebhookEventSource, check: Check): void {
  checkWebhookContext(event, check)
  checkEventFilter(event.filter, check)
  if (event.method === undefined) {
    const message = 'no method is given; Argo Events refuses every request here'
    check.warning('suspect', event, ['method'], message, 'write method: POST')
  } else if (event.method !== 'GET' && event.method !== 'POST') {
    const message = `Argo Events takes GET and POST here and refuses every ${event.method}`
    check.warning('suspect', event, ['method'], message)
  }
}
