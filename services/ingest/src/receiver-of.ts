import type { Candidate } from './candidates.ts'
import { githubReceiver } from './github.ts'
import { gitlabReceiver } from './gitlab.ts'
import type { PlanInput } from './plan-input.ts'
import type { Receiver } from './receiver.ts'
import { bodyMethods, queryMethods, webhookReceiver } from './webhook.ts'

/** The receiver of an event's type; undefined where its method is not received. */
export function receiverOf({ namespace, declared }: Candidate, input: PlanInput): Receiver | undefined {
  const { limits } = input
  switch (declared.type) {
    case 'github': {
      const { webhookSecret: secret, metadata } = declared.event
      return githubReceiver(secret && input.secret(namespace, secret), metadata, limits)
    }
    case 'gitlab': {
      const { secretToken: secret, metadata } = declared.event
      return gitlabReceiver(secret && input.secret(namespace, secret), metadata, limits)
    }
    case 'webhook': {
      const { method = 'POST', metadata } = declared.event
      const isReceived = queryMethods.includes(method) || bodyMethods.includes(method)
      return isReceived ? webhookReceiver(method, metadata, limits) : undefined
    }
    default:
      return undefined
  }
}
