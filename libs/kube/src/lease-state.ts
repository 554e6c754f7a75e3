import { at, textAt } from './json-parts.ts'
import type { KubeObject } from './kube-object.ts'

/** What a replica has seen of a lease. */
export interface SeenLease {
  readonly object: KubeObject
  /** When this very version was first seen, by our own clock: clocks of other machines are not trusted. */
  readonly sinceMs: number
}

export type LeaseStep =
  /** Nobody has made the lease yet. */
  | { readonly kind: 'create' }
  /** Ours already, or free to be taken. */
  | { readonly kind: 'claim'; readonly transitions: number }
  /** Another's; look again after this. */
  | { readonly kind: 'wait'; readonly waitMs: number }

/** What to do about a lease. Times are of one clock that never goes back; milliseconds. */
export function leaseStep(seen: SeenLease | undefined, identity: string, nowMs: number): LeaseStep {
  if (seen === undefined) return { kind: 'create' }
  const holder = textAt(seen.object, 'spec', 'holderIdentity')
  const before = at(seen.object, 'spec', 'leaseTransitions')
  const transitions = typeof before === 'number' ? before : 0
  if (holder === identity) return { kind: 'claim', transitions }
  const seconds = at(seen.object, 'spec', 'leaseDurationSeconds')
  const leftMs = seen.sinceMs + (typeof seconds === 'number' ? seconds : 0) * 1_000 - nowMs
  return holder === '' || leftMs <= 0
    ? { kind: 'claim', transitions: transitions + 1 }
    : { kind: 'wait', waitMs: leftMs }
}

/** The lease as the read one is to be remembered: a version that was seen before keeps its time. */
export function seenLease(object: KubeObject, before: SeenLease | undefined, nowMs: number): SeenLease {
  const version = textAt(object, 'metadata', 'resourceVersion')
  const isSame = before !== undefined && textAt(before.object, 'metadata', 'resourceVersion') === version
  return isSame ? before : { object, sinceMs: nowMs }
}
