/** What one attempt came to, or has come to so far. */
export type Attempted = Finished | Waits

/** The effect is there, and what comes of it is not known yet: it is looked at again, which is no other attempt. */
export interface Waits {
  readonly kind: 'waits'
  /** Milliseconds. */
  readonly afterMs: number
  /** What the trigger's type needs to look again; comes back as `DueInvocation.awaited`. */
  readonly awaited: string
  /** What is awaited, for a person. */
  readonly reason: string
}

/** What one attempt came to. */
export type Finished =
  | {
      readonly kind: 'succeeded'
      readonly status: number
      /** What the effect created, as the target names it: `<kind>/<namespace>/<name>` of an object, an execution's name. */
      readonly created?: string
    }
  | {
      readonly kind: 'failed'
      readonly reason: string
      /** HTTP status, 0 where there was none. */
      readonly status: number
      /** `none`: the target said no, or never heard of it. `unknown`: it may have acted before the answer was lost. */
      readonly effect: 'none' | 'unknown'
      /** The target asked not to be called before. Milliseconds. */
      readonly retryAfterMs?: number
      /** No later attempt can do better: the trigger or its input is at fault. */
      readonly final?: boolean
      /** The failure says nothing against the target's health. */
      readonly isTargetWell?: boolean
    }

/** What a trigger allows. */
export interface Persistence {
  /** The pause after attempt number `attempt` (from 1), in milliseconds; undefined when there is no further attempt. */
  readonly pauseAfter: (attempt: number) => number | undefined
  /** Repeating an effect that may have happened is allowed: `atLeastOnce`, or a target that is declared idempotent. */
  readonly mayRepeat: boolean
}

/** What happens next to an invocation. */
export type NextStep =
  | { readonly kind: 'done' }
  | { readonly kind: 'retry'; readonly afterMs: number; readonly uncertain: boolean }
  | { readonly kind: 'dead'; readonly reason: string }
  /** A person must find out whether the effect happened. */
  | { readonly kind: 'park'; readonly reason: string }

/** `Retry-After` beyond this is cut: a target cannot put an invocation off for ever. Milliseconds. */
export const retryAfterMaxMs = 3_600_000

/** Decides after attempt number `attempt` (from 1). `uncertain`: an earlier attempt may have had its effect. */
export function nextStep(attempted: Finished, attempt: number, uncertain: boolean, persistence: Persistence): NextStep {
  if (attempted.kind === 'succeeded') return { kind: 'done' }
  const open = attempted.effect === 'unknown'
  if (open && !persistence.mayRepeat) return { kind: 'park', reason: attempted.reason }
  const pause = persistence.pauseAfter(attempt)
  if (pause === undefined || attempted.final === true) {
    return open || uncertain ? { kind: 'park', reason: attempted.reason } : { kind: 'dead', reason: attempted.reason }
  }
  const asked = Math.min(attempted.retryAfterMs ?? 0, retryAfterMaxMs)
  return { kind: 'retry', afterMs: Math.max(pause, asked), uncertain: uncertain || open }
}

/** Decides about an invocation whose last holder fell silent: may it be tried again? */
export function mayTakeOver(foundUncertain: boolean, persistence: Persistence): boolean {
  return !foundUncertain || persistence.mayRepeat
}
