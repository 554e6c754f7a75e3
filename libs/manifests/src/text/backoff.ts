import { parseGoDuration } from './go-duration.ts'

/** As a manifest writes it. `duration` is a Go duration, or nanoseconds. */
export interface BackoffFields {
  readonly duration?: number | string
  readonly factor?: number
  readonly jitter?: number
  readonly steps?: number
}

/** A backoff with its defaults filled in. `steps` counts the attempts, so there is one pause fewer. */
export interface BackoffPlan {
  readonly steps: number
  readonly durationMs: number
  readonly factor: number
  readonly jitter: number
}

export type ParsedBackoff =
  | { readonly kind: 'plan'; readonly plan: BackoffPlan }
  | { readonly kind: 'fault'; readonly field: 'duration' | 'factor' | 'jitter'; readonly message: string }

/** What an absent block, or an absent part of one, means: five attempts, one second apart and up to one more. */
export const defaultBackoff: BackoffPlan = { steps: 5, durationMs: 1000, factor: 1, jitter: 1 }

/** Fills the defaults in. `steps` of 0 or less means the default; a factor or jitter of 0 means 0. */
export function parseBackoff(backoff: BackoffFields): ParsedBackoff {
  const durationMs = durationMsOf(backoff.duration)
  if (typeof durationMs === 'string') return { kind: 'fault', field: 'duration', message: durationMs }
  const factor = backoff.factor ?? defaultBackoff.factor
  const jitter = backoff.jitter ?? defaultBackoff.jitter
  if (!Number.isFinite(factor) || factor < 0) return { kind: 'fault', field: 'factor', message: 'invalid factor' }
  if (!Number.isFinite(jitter) || jitter < 0) return { kind: 'fault', field: 'jitter', message: 'invalid jitter' }
  const steps = backoff.steps === undefined || backoff.steps <= 0 ? defaultBackoff.steps : backoff.steps
  return { kind: 'plan', plan: { steps, durationMs, factor, jitter } }
}

/**
 * The pauses between attempts, in milliseconds: `steps - 1` of them. Each is the current duration plus a random part of
 * `jitter` times it; then the duration grows by `factor` (a factor of 0 keeps it). `random` gives numbers in [0, 1).
 */
export function* backoffDelays(plan: BackoffPlan, random: () => number): Generator<number, void, undefined> {
  let durationMs = plan.durationMs
  for (let attempt = 1; attempt < plan.steps; attempt += 1) {
    yield plan.jitter > 0 ? durationMs + random() * plan.jitter * durationMs : durationMs
    if (plan.factor !== 0) durationMs *= plan.factor
  }
}

function durationMsOf(duration: number | string | undefined): number | string {
  if (duration === undefined || duration === '') return defaultBackoff.durationMs
  if (typeof duration === 'number') return duration < 0 ? 'the duration is negative' : duration / 1e6
  const parsed = parseGoDuration(duration)
  if (parsed.kind === 'fault') return parsed.message
  return parsed.ns < 0n ? 'the duration is negative' : parsed.ms
}
