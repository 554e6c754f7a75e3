import type { Problem } from '@millrace/manifests'

/** What a look came to for one object. */
export interface Verdict {
  /** Errors of the manifest itself. */
  readonly faults: readonly Problem[]
  /** Errors that come from elsewhere: its EventBus, NATS, other objects. */
  readonly obstacles: readonly Problem[]
  readonly warnings: readonly Problem[]
}

/** The verdict on an object, of all problems that its origin has in a report. */
export function verdictOf(problems: readonly Problem[], own: ReadonlySet<Problem>): Verdict {
  const errors = problems.filter(({ severity }) => severity === 'error')
  return {
    faults: errors.filter((problem) => own.has(problem)),
    obstacles: errors.filter((problem) => !own.has(problem)),
    warnings: problems.filter(({ severity }) => severity === 'warning'),
  }
}
