import type { WebhookEventSource } from '@millrace/manifests'
import type { Candidate } from './candidates.ts'
import { githubReceiver } from './github.ts'
import { gitlabReceiver } from './gitlab.ts'
import type { PlanInput } from './plan-input.ts'
import type { Receiver } from './receiver.ts'
import { bodyMethods, queryMethods, webhookReceiver } from './webhook.ts'

/** The receiver of an event's type; undefined where its method is not received. */
export function receiverOf({ namespace, declared }: Candidate, input: PlanInput): Receiver | undefined {
  const { limits } = input
  if (declared.type === 'github') {
    const { webhookSecret: secret, metadata } = declared.event
    return githubReceiver(secret && input.secret(namespace, secret), metadata, limits)
  }
  if (declared.type === 'gitlab') {
    const { secretToken: secret, metadata } = declared.event
    return gitlabReceiver(secret && input.secret(namespace, secret), metadata, limits)
  }
  return declared.type === 'webhook' ? ofWebhook(declared.event, input) : undefined
}

function ofWebhook({ method = 'POST', metadata }: WebhookEventSource, input: PlanInput): Receiver | undefined {
  const isReceived = queryMethods.includes(method) || bodyMethods.includes(method)
  return isReceived ? webhookReceiver(method, metadata, input.limits) : undefined
}
