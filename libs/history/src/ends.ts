import type { DecisionKind, Result } from '@millrace/protocol/road'

/**
 * What becomes of an event at a trigger, as one number: a decision's `DecisionKind`, or an outcome's `Result` above
 * {@link resultBase}.
 */
export const resultBase = 100

export const endOfDecision = (kind: DecisionKind): number => kind
export const endOfResult = (result: Result): number => resultBase + result

/** Of an event that was dropped as a duplicate. */
export const duplicateEnd = 5

/**
 * Ends by the words that people search them by. Numbers, and not the enumerations that they are of: the thread that answers
 * starts several times as fast without the library of messages.
 */
export const endWords: Readonly<Record<string, number>> = {
  filtered: 2,
  waiting: 3,
  duplicate: duplicateEnd,
  failed: 6,
  unheard: 8,
  succeeded: resultBase + 1,
  retrying: resultBase + 2,
  dead: resultBase + 3,
  uncertain: resultBase + 4,
  limited: resultBase + 6,
  paused: resultBase + 7,
  'put-off': resultBase + 8,
}

/** Another replica had the claim when the try ended: nobody searches for it. */
export const claimLost = resultBase + 5

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
  return end === claimLost ? 0 : 1
}
