import type { RoadDelivery, RoadFailure } from '@millrace/protocol/wire'
import type { ActiveSpan } from '@millrace/telemetry'
import type { Attempted, Persistence } from './next-step.ts'

/** An invocation as a trigger carries it out. */
export interface DueInvocation {
  /** The invocation id: the same for every retry, replica and redelivery; what a target can recognise a repeat by. */
  readonly id: string
  readonly namespace: string
  readonly sensor: string
  readonly trigger: string
  /** 1 for the first try. */
  readonly attempt: number
  /** Dependency name → the delivery whose event fired it. */
  readonly events: ReadonlyMap<string, RoadDelivery>
  /** What an attempt has left to be looked at again (`Waits`); absent or empty: it is to act. */
  readonly awaited?: string
  /** What failed, where this is a dlqTrigger's invocation. */
  readonly failure?: RoadFailure
}

/** A trigger, compiled once and carried out many times. */
export interface Trigger {
  /** `http`, `log`, … */
  readonly type: string
  readonly persistence: Persistence
  /**
   * One attempt. Expected failures are values; a throw is a fault of ours and counts as a failure whose effect is
   * unknown. `isMine` is asked just before the effect: false means that the claim has passed on and nothing may be done.
   */
  attempt(invocation: DueInvocation, span: ActiveSpan, isMine: () => boolean): Promise<Attempted>
}
