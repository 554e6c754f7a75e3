import { workflowEventsBus } from '@millrace/bus'
import type { Reason } from '@millrace/protocol/admin'
import { DecisionKind, Result, type Outcome } from '@millrace/protocol/road'
import { timeText } from '../page/timings.ts'

/** One reason as a sentence for a person. What was stored as the reason's own text stands in `sentence` before. */
export function sentenceOf(reason: Reason, outcome: Outcome | undefined): string {
  const { kind, event, missing, sentence: told } = reason
  if (outcome !== undefined && wasNeverDue(outcome)) return `did not fire; a dead letter: ${outcome.reason}`
  if (outcome !== undefined) return `fired: ${fateOf(outcome)}`
  const from = `${event?.eventSource}/${event?.eventName}`
  switch (kind) {
    case DecisionKind.FIRED:
      return 'fired; the invocation waits or runs'
    case DecisionKind.FILTERED:
      return filteredSentence(reason)
    case DecisionKind.WAITING:
      return `waits for ${missing.join(' and ')}`
    case DecisionKind.LIMITED:
      return `put off by a limit: ${told}`
    case DecisionKind.DUPLICATE:
      return `dropped as a duplicate: delivery ${event?.deliveryId} of ${from} had come before${told === '' ? '' : `; ${told}`}`
    case DecisionKind.FAILED:
      return `failed in ${reason.test?.field ?? 'the sensor'}: ${told}`
    case DecisionKind.PAUSED:
      return 'not carried out while it is paused'
    case DecisionKind.UNHEARD:
      if (event?.bus === workflowEventsBus) return `no WorkflowEventBinding is in namespace ${event.namespace}`
      return `no sensor listens to ${from} on EventBus ${event?.bus} of namespace ${event?.namespace}`
    case DecisionKind.UNSPECIFIED:
      return 'listens to this event now, but nothing is stored about it: it was not there then, it is still being decided, or its decision is no longer kept'
    default:
      return 'decided in a way that this version does not know'
  }
}

/** A join that was given up: there was no try. */
function wasNeverDue({ result, attempt }: Outcome): boolean {
  return result === Result.DEAD && attempt === 0
}

function filteredSentence({ test, found }: Reason): string {
  if (test === undefined) return 'filtered'
  const { field, path, expected } = test
  const at = path === '' ? '' : ` looked at ${path} and`
  const seen = found === '' ? '' : ` found ${found},`
  return `filtered by ${field}:${at}${seen} expected ${expected}`
}

function fateOf({ result, attempt, reason, status, triggerType, nextAttemptAtUs, uncertain }: Outcome): string {
  const answer = status === 0 ? '' : ` with status ${status}`
  const due = nextAttemptAtUs === 0n ? '' : `, due at ${timeText(nextAttemptAtUs)}`
  const twice = uncertain ? ' (its effect may exist twice)' : ''
  switch (result) {
    case Result.SUCCEEDED:
      return `${triggerType} succeeded${answer} at try ${attempt}${twice}`
    case Result.RETRYING:
      return `try ${attempt} failed (${reason}); the next is due at ${timeText(nextAttemptAtUs)}`
    case Result.DEAD:
      return `given up at try ${attempt}, a dead letter: ${reason}`
    case Result.UNCERTAIN:
      return `given up as uncertain at try ${attempt}, a dead letter: ${reason}`
    case Result.CLAIM_LOST:
      return `another replica took over at try ${attempt}`
    case Result.LIMITED:
      return `try ${attempt} waits for its slot under the rate limit${due}`
    case Result.PAUSED:
      return `try ${attempt} is held while the sensor or trigger is paused`
    case Result.PUT_OFF:
      return `try ${attempt} is put off${reason === '' ? '' : ` (${reason})`}${due}`
    case Result.UNSPECIFIED:
    default:
      return 'with a result that this version does not know'
  }
}
