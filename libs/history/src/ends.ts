import { DecisionKind, Result } from '@millrace/protocol/road'

/**
 * What becomes of an event at a trigger, as one number: a decision's `DecisionKind`, or an outcome's `Result` above
 * {@link resultBase}.
 */
export const resultBase = 100

export const endOfDecision = (kind: DecisionKind): number => kind
export const endOfResult = (result: Result): number => resultBase + result

/** Ends by the words that people search them by. */
export const endWords: Readonly<Record<string, number>> = {
  filtered: endOfDecision(DecisionKind.FILTERED),
  waiting: endOfDecision(DecisionKind.WAITING),
  duplicate: endOfDecision(DecisionKind.DUPLICATE),
  failed: endOfDecision(DecisionKind.FAILED),
  unheard: endOfDecision(DecisionKind.UNHEARD),
  succeeded: endOfResult(Result.SUCCEEDED),
  retrying: endOfResult(Result.RETRYING),
  dead: endOfResult(Result.DEAD),
  uncertain: endOfResult(Result.UNCERTAIN),
  limited: endOfResult(Result.LIMITED),
  paused: endOfResult(Result.PAUSED),
  'put-off': endOfResult(Result.PUT_OFF),
}

/** Whether nothing more becomes of the invocation. */
export function isSettled(end: number): boolean {
  return end === endWords['succeeded'] || end === endWords['dead'] || end === endWords['uncertain']
}

/** Whether what is told now takes the place of what was told before about the same event, trigger and invocation. */
export function supersedes(now: Told, before: Told): boolean {
  const difference = weight(now) - weight(before)
  return difference === 0 ? now.atUs >= before.atUs : difference > 0
}

/** An end and when it was told. */
export interface Told {
  readonly end: number
  readonly atUs: number
}

/** What settles an invocation counts before what does not, and a lost claim last. */
function weight({ end }: Told): number {
  if (isSettled(end)) return 2
  return end === endOfResult(Result.CLAIM_LOST) ? 0 : 1
}
