import type { Problem } from '@millrace/manifests'
import type { Obstacle } from './obstacle-board.ts'

/** What a look came to for one object. */
export interface Verdict {
  /** Errors of the manifest itself. */
  readonly faults: readonly Problem[]
  /** Errors that come from elsewhere: its EventBus, NATS, other objects. */
  readonly obstacles: readonly Problem[]
  readonly warnings: readonly Problem[]
  /** What other parts of the controller say about it. */
  readonly board: readonly Obstacle[]
}

/** The verdict on an object, of all problems that its origin has in a report. */
export function verdictOf(
  problems: readonly Problem[],
  own: ReadonlySet<Problem>,
  board: readonly Obstacle[] = [],
): Verdict {
  const errors = problems.filter(({ severity }) => severity === 'error')
  return {
    faults: errors.filter((problem) => own.has(problem)),
    obstacles: errors.filter((problem) => !own.has(problem)),
    warnings: problems.filter(({ severity }) => severity === 'warning'),
    board,
  }
}
