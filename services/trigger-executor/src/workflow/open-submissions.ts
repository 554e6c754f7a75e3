import { Remembered } from '@millrace/kube'
import type { KubeAccess } from '../kube/kube-access.ts'
import type { SubmissionDeps } from './submission.ts'
import { Templates } from './templates.ts'

export interface SubmissionsOptions {
  readonly kube: KubeAccess | undefined
  /** How long it is taken for true which templates a caller may read. Milliseconds. */
  readonly rightsFreshMs: number
  readonly onFault: (error: unknown) => void
  readonly stop: AbortSignal
}

/** While the API server is away, what it said is good for this long: nothing can be created meanwhile anyway. Milliseconds. */
const staleMaxMs = 600_000
const entriesMax = 10_000

/** What submissions share: the templates, and who may read them. Nothing is asked of the cluster before the first. */
export function openSubmissions(
  { kube, rightsFreshMs, onFault, stop }: SubmissionsOptions,
  setup: AsyncDisposableStack,
): Omit<SubmissionDeps, 'client'> {
  const freshness = { freshMs: rightsFreshMs, staleMaxMs }
  const client = kube === undefined ? () => Promise.reject(new Error('there is no cluster')) : () => kube.own()
  return {
    templates: setup.use(new Templates({ client, onFault, stop })),
    rights: new Remembered({ ...freshness, entriesMax }, () => performance.now()),
    names: new Remembered({ ...freshness, entriesMax: 1 }, () => performance.now()),
  }
}
