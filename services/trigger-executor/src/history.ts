import type { RoadAttempt, RoadInvocation } from '@millrace/protocol/wire'

/** Tries that an invocation carries along at most: the first ones and the last ones. */
export const historyMax = 50
const firstKept = 10
/** Reasons are cut to this length. */
const reasonLengthMax = 200

/** The tries of an invocation with one more. */
export function withAttempt({ history = [] }: RoadInvocation, attempt: RoadAttempt): readonly RoadAttempt[] {
  const all = [...history, { ...attempt, reason: attempt.reason.slice(0, reasonLengthMax) }]
  return all.length <= historyMax ? all : [...all.slice(0, firstKept), ...all.slice(firstKept - historyMax)]
}
