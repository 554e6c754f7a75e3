import type { EffectClaim, Settlement, SlotRequest } from '@millrace/ledger'
import type { Payloads } from '@millrace/payloads'
import type { InvocationBatch, RoadDelivery, RoadInvocation } from '@millrace/protocol/wire'
import type { Emit } from './emit.ts'
import type { ExecutorEvents } from './events.ts'
import type { Gather } from './gather.ts'
import type { HeldClaims } from './held-claims.ts'
import type { Slots } from './slots.ts'
import type { Postponed } from './put-off.ts'
import type { GatedTrigger } from './triggers.ts'

/** What executing works with. */
export interface ExecuteDeps {
  /** Claims invocation ids. */
  readonly claimer: Gather<string, EffectClaim>
  readonly claims: HeldClaims
  /** Ends claims; false when one had passed to another holder. Never fails: it goes on trying. */
  readonly settler: Gather<Settlement, boolean>
  readonly emit: Emit
  readonly slots: Slots
  /** Reads data that is too large for a message. */
  readonly payloads: Pick<Payloads, 'load'>
  readonly events: ExecutorEvents
  /** The trigger as its sensor has it now; undefined when either is gone. */
  readonly triggerOf: (invocation: RoadInvocation) => GatedTrigger | undefined
  /** Whether somebody paused its trigger. */
  readonly isPaused: (invocation: RoadInvocation) => boolean
  /** Reserves slots of rates. Milliseconds until the slot; -1: none is near enough. */
  readonly rate: Gather<SlotRequest, number>
  /** Makes an invocation wait in the bus. */
  readonly postpone: Gather<Postponed, true>
  readonly stop: AbortSignal
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
  /** Numbers in [0, 1). */
  readonly random: () => number
}

/** One invocation on its way, with what its outcome needs. */
export interface Work {
  readonly invocation: RoadInvocation
  /** Dependency name → the delivery whose event fired it. */
  readonly events: ReadonlyMap<string, RoadDelivery>
  /** The message it came in. */
  readonly batch: InvocationBatch
  /** How often the message was handed out, this time included. */
  readonly deliveries: number
}
