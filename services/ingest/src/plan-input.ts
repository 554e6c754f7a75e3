import type { Selector } from '@millrace/secrets'
import type { SecretValue } from './credentials.ts'
import type { RequestLimits } from './limits.ts'
import type { Filter, IdExpression } from './target.ts'

/** Compiles the expressions of EventSources; each throws where the expression is wrong. */
export interface Expressions {
  /** `filter.expression`. */
  readonly filter: (expression: string) => Filter
  /** The annotation `millrace.io/delivery-id`. */
  readonly deliveryId: (expression: string) => IdExpression
}

/** What routes are made with. */
export interface PlanInput {
  /** Port of events that name none, and of CloudEvents where no event names one; 0: none. */
  readonly portDefault: number
  /** Each EventSource has a Service, and may be called by its name. */
  readonly isInCluster: boolean
  readonly limits: Pick<RequestLimits, 'bodyBytesMax' | 'jsonDepthMax'>
  /** Gives access to a secret's present value. */
  readonly secret: (namespace: string, selector: Selector) => SecretValue
  /** Absent: an event with a filter is not served, and a delivery id's expression is not heeded; both are problems. */
  readonly expressions: Expressions | undefined
}
