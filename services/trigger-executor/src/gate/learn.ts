import type { Attempted } from '../next-step.ts'
import type { Learnt } from './gate.ts'

/** Statuses by which a target says that it is unwell and not that the request is. */
const illStatuses = new Set([408, 425, 429])

/** What an attempt says about the target's health. A refusal of this one request (status 4xx) is the answer of a well target. */
export function learnt(attempted: Attempted): Learnt {
  if (attempted.kind !== 'failed' || attempted.isTargetWell === true) return 'well'
  // It never got to the target.
  if (attempted.final === true) return 'void'
  const { status } = attempted
  return status === 0 || status >= 500 || illStatuses.has(status) ? 'ill' : 'well'
}
