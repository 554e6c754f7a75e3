import type { EffectLedger } from '@millrace/ledger'
import type { InvocationBatch, RoadDelivery, RoadInvocation } from '@millrace/protocol/wire'
import type { Emit } from './emit.ts'
import type { ExecutorEvents } from './events.ts'
import type { HeldClaims } from './held-claims.ts'
import type { Settler } from './settler.ts'
import type { Slots } from './slots.ts'
import type { Trigger } from './trigger.ts'

/** What executing works with. */
export interface ExecuteDeps {
  readonly ledger: EffectLedger
  readonly claims: HeldClaims
  readonly settler: Settler
  readonly emit: Emit
  readonly slots: Slots
  readonly events: ExecutorEvents
  /** The trigger as its sensor has it now; undefined when either is gone. */
  readonly triggerOf: (namespace: string, sensor: string, trigger: string) => Trigger | undefined
  /** Who claims, for people who look into the ledger. */
  readonly owner: string
  readonly leaseMs: number
  readonly stop: AbortSignal
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}

/** One invocation on its way, with what its outcome needs. */
export interface Work {
  readonly invocation: RoadInvocation
  /** Dependency name → the delivery whose event fired it. */
  readonly events: ReadonlyMap<string, RoadDelivery>
  /** The message it came in. */
  readonly batch: InvocationBatch
  readonly redelivered: boolean
}
