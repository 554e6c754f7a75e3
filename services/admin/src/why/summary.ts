import type { Reason } from '@millrace/protocol/admin'
import { DecisionKind, Result } from '@millrace/protocol/road'

/** Said of an event that nothing is known of. */
export function unknownSummary(searched: number): string {
  return (
    `nothing is known of it: it is not among the outcomes and decisions that are kept, nor in the ${searched} messages ` +
    'that were looked through; it did not come, was refused at the front door, or is older than what is kept'
  )
}

const words: Readonly<Record<DecisionKind, string>> = {
  [DecisionKind.UNSPECIFIED]: 'untold',
  [DecisionKind.FIRED]: 'fired',
  [DecisionKind.FILTERED]: 'filtered',
  [DecisionKind.WAITING]: 'waiting',
  [DecisionKind.LIMITED]: 'limited',
  [DecisionKind.DUPLICATE]: 'duplicate',
  [DecisionKind.FAILED]: 'failed',
  [DecisionKind.PAUSED]: 'paused',
  [DecisionKind.UNHEARD]: 'unheard',
}

/** All reasons in one sentence: the reason itself where there is one, else how many of each kind. */
export function summaryOf(reasons: readonly Reason[]): string {
  const [only, ...others] = reasons
  if (only === undefined) return ''
  const who = only.listener === undefined ? '' : `${only.listener.sensor}/${only.listener.trigger}: `
  if (others.length === 0) return `${who}${only.sentence}`
  const counted = Object.entries(words).flatMap(([kind, word]) => {
    const count = reasons.filter((reason) => reason.kind === Number(kind)).length
    return count === 0 ? [] : [`${count} ${word}`]
  })
  const dead = reasons.filter(({ result }) => result === Result.DEAD || result === Result.UNCERTAIN).length
  const letters = dead === 0 ? '' : `; ${dead} of the fired ${dead === 1 ? 'is a dead letter' : 'are dead letters'}`
  const triggers = reasons.filter(({ listener }) => listener !== undefined).length
  return `${triggers} ${triggers === 1 ? 'trigger' : 'triggers'}: ${counted.join(', ')}${letters}`
}

/** The word for what became of an event at a trigger. */
export function wordOf({ kind, result }: Pick<Reason, 'kind' | 'result'>): string {
  return kind === DecisionKind.FIRED && (result === Result.DEAD || result === Result.UNCERTAIN)
    ? 'dead letter'
    : (words[kind] ?? 'untold')
}
