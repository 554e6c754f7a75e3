import type { ServiceTelemetry } from '@millrace/telemetry'
import type { ByteBudget } from './byte-budget.ts'
import type { AllEvents } from './events.ts'
import type { RequestLimits } from './limits.ts'
import type { Publish } from './publish.ts'

/** What all requests are served with. */
export interface Door {
  readonly publish: Publish
  readonly telemetry: ServiceTelemetry
  readonly events: AllEvents
  readonly limits: RequestLimits
  readonly budget: ByteBudget
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}
