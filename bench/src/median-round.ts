import { figureOf } from './results-store.ts'
import type { Check, Result } from './result.ts'

/** A scenario that is measured several times, as one run of a noisy machine says little. */
export interface Rounds {
  /** Odd, so that one of them is in the middle. */
  readonly count: number
  /** The figure by which one is in the middle. */
  readonly by: string
  /** Figures of which the worst of all rounds counts, and higher is worse: what must never happen. */
  readonly never: readonly string[]
}

type Round = Pick<Result, 'about' | 'checks' | 'processes' | 'traffic' | 'othersCores'>

/** The round in the middle, as it was measured; what the others gave for that figure is told beside it. */
export function medianRound<R extends Round>(measured: readonly [R, ...R[]], { by, never }: Rounds): R {
  const value = ({ checks }: R): number => figureOf({ checks }, by)
  const sorted = measured.toSorted((a, b) => value(a) - value(b))
  const middle = sorted[(sorted.length - 1) >> 1] ?? measured[0]
  const worst = (one: Check): Check =>
    never.includes(one.figure) ? measured.map(({ checks }) => find(checks, one)).reduce(worse, one) : one
  const about = `${middle.about}; the median of ${measured.length} rounds by “${by}”: ${measured.map(value).join(', ')}`
  return { ...middle, about, checks: middle.checks.map(worst) }
}

function find(checks: readonly Check[], like: Check): Check {
  return checks.find(({ figure }) => figure === like.figure) ?? like
}

function worse(one: Check, other: Check): Check {
  return other.value > one.value || Number.isNaN(other.value) ? other : one
}
