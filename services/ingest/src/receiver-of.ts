import type { Candidate } from './candidates.ts'
import { githubReceiver } from './github.ts'
import { gitlabReceiver } from './gitlab.ts'
import type { PlanInput } from './plan-input.ts'
import type { Receiver } from './receiver.ts'
import { bodyMethods, queryMethods, webhookReceiver } from './webhook.ts'

/** The receiver of an event's type; undefined where its method is not received. */
export function receiverOf({ namespace, type, event, webhook }: Candidate, input: PlanInput): Receiver | undefined {
  const { limits } = input
  const metadata = event.metadata
  if (type === 'github') {
    const secret = 'webhookSecret' in event ? event.webhookSecret : undefined
    return githubReceiver(secret === undefined ? undefined : input.secret(namespace, secret), metadata, limits)
  }
  if (type === 'gitlab') {
    const secret = 'secretToken' in event ? event.secretToken : undefined
    return gitlabReceiver(secret === undefined ? undefined : input.secret(namespace, secret), metadata, limits)
  }
  const method = (webhook?.method ?? 'POST').toUpperCase()
  if (!queryMethods.includes(method) && !bodyMethods.includes(method)) return undefined
  return webhookReceiver(method, metadata, limits)
}
