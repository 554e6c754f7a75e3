import { refused, uncertain, type Sent } from '../sent.ts'

/** How the service settled a message. */
export type Settlement =
  | { readonly kind: 'accepted' }
  | { readonly kind: 'rejected'; readonly condition: string; readonly description: string }
  | { readonly kind: 'released' }
  /** `isTried`: it was given to somebody. */
  | { readonly kind: 'modified'; readonly isTried: boolean }

/** Conditions after which the service itself does not know whether the message was stored. */
const open = new Set(['amqp:internal-error', 'com.microsoft:timeout', 'com.microsoft:operation-cancelled'])

/** Conditions that the same message meets again. */
const forGood = new Set(['amqp:link:message-size-exceeded', 'amqp:decode-error', 'amqp:not-implemented'])

/** What a settlement says about the message. */
export function amqpVerdict(settlement: Settlement): Sent {
  switch (settlement.kind) {
    case 'accepted':
      return { kind: 'sent' }
    case 'rejected': {
      const { condition, description } = settlement
      const reason = `${condition}: ${description}`
      return open.has(condition) ? uncertain(reason) : refused(reason, forGood.has(condition))
    }
    case 'released':
      return refused('the service gave the message back')
    case 'modified':
      return settlement.isTried ? uncertain('the service failed to deliver it') : refused('the service gave it back')
    default:
      return settlement satisfies never
  }
}
