import type { Selector } from '@millrace/secrets'
import type { SecretValue } from './credentials.ts'
import type { RequestLimits } from './limits.ts'
import type { Filter } from './target.ts'

/** What routes are made with. */
export interface PlanInput {
  /** Port of events that name none, and of CloudEvents where no event names one; 0: none. */
  readonly portDefault: number
  readonly limits: Pick<RequestLimits, 'bodyBytesMax' | 'jsonDepthMax'>
  /** Gives access to a secret's present value. */
  readonly secret: (namespace: string, selector: Selector) => SecretValue
  /** Compiles a `filter.expression`; throws where it is wrong. Absent: no event with a filter is served. */
  readonly compileFilter: ((expression: string) => Filter) | undefined
  /** The dedup window that an EventSource's annotations ask for. Milliseconds; 0: the default. */
  readonly dedupWindowMs: (annotations: Readonly<Record<string, string>>) => number
}
