import type { FilterKind } from '@millrace/sensor'
import type { BindingSet } from './bindings/binding-set.ts'
import type { DeliveryHead } from '@millrace/protocol/wire'

/** What became of an event at one trigger that listens to it. Each event × trigger ends in one of these. */
export type Decision =
  | Fired
  | Filtered
  /** The event is kept until others come. */
  | { readonly kind: 'waiting'; readonly missing: readonly string[] }
  /** A transform, filter or script could not say. */
  | {
      readonly kind: 'failed'
      readonly filter: FilterKind | 'transform' | 'conditions' | 'selector'
      readonly field: string
      readonly message: string
    }
  /** The trigger had this delivery before and does not take it twice. */
  | { readonly kind: 'duplicate' }
  /** A limit keeps the event from firing; it is put off, not lost. */
  | { readonly kind: 'limited'; readonly reason: string }
  | { readonly kind: 'paused' }
  /** No sensor listens to the event; said once for the event, and names no trigger. */
  | { readonly kind: 'unheard' }
  | Unmatched

/** The trigger is due. The invocation's own outcome tells it from then on. */
export interface Fired {
  readonly kind: 'fired'
  readonly invocationId: string
  /** Dependency name → encoded delivery, as the dependency took it. */
  readonly events: ReadonlyMap<string, Uint8Array>
  /** The firing of a join, which wants to know when it is stored. */
  readonly joined?: true
}

/** The selectors of bindings gave false; said once for an event and all of them. */
export interface Unmatched {
  readonly kind: 'unmatched'
  readonly bindings: BindingSet
  /** Places of those of which something else was decided, ascending. */
  readonly except: readonly number[]
}

/** A filter said no. */
export interface Filtered {
  readonly kind: 'filtered'
  /** `selector`: of a WorkflowEventBinding. */
  readonly filter: FilterKind | 'selector'
  /** Where the filter stands in the dependency, such as `filters.data[0]`; of a selector: in the binding. */
  readonly field: string
  readonly path: string
  /** What was there, cut to `foundCharsMax`. */
  readonly found: string
  readonly expected: string
}

/** Who decided about which event. */
export interface Decided {
  readonly namespace: string
  readonly sensor: string
  readonly generation: number
  readonly trigger: string
  readonly dependency: string
  readonly delivery: DeliveryHead
  readonly eventId: string
  /** The trigger itself, by which decisions of one trigger are told from others without comparing names. */
  readonly by?: object
  readonly decision: Decision
}
