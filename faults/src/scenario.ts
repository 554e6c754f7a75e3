import type { ServiceName } from '@millrace/bench'
import type { TargetFault } from '@millrace/testkit'

/** What can be killed or frozen. */
export type Component = ServiceName | 'nats-server' | 'redis-server'

/** One thing that goes wrong; the next one begins when it is over. */
export type Fault =
  /** One process of the component, drawn anew each time, is killed with SIGKILL and started again at once. */
  | {
      readonly kind: 'kills'
      readonly of: Component
      readonly times: number
      readonly gapMinMs: number
      readonly gapMaxMs: number
    }
  /** One process of the component stands still. */
  | { readonly kind: 'freeze'; readonly of: Component; readonly forMs: number }
  /** All processes of the service are killed, and started again after a time or once so many deliveries are acknowledged. */
  | {
      readonly kind: 'absence'
      readonly of: ServiceName
      readonly until: { readonly ms: number } | { readonly acked: number }
    }
  /** Both targets fail in this way. */
  | { readonly kind: 'target'; readonly fault: TargetFault; readonly forMs: number }
  | { readonly kind: 'calm'; readonly forMs: number }

/** A load, what goes wrong meanwhile, and how long the system has to finish what it owes. */
export interface Scenario {
  readonly name: string
  /** New deliveries a second. */
  readonly ratePerS: number
  readonly copiesMax: number
  readonly faults: readonly Fault[]
  /** Settings of every service. */
  readonly settings: Readonly<Record<string, string>>
  /** Longest time from the last request to the last effect. */
  readonly settleMaxMs: number
}
