import type { Machine } from './machine.ts'

/** A figure with what it is measured against. */
export interface Check {
  /** `end to end, events/s`. */
  readonly figure: string
  readonly value: number
  /** `≥ 3500`; empty where there is none. */
  readonly target: string
  /** Null where there is no target. */
  readonly passed: boolean | null
}

/** What one process of the system cost. */
export interface ProcessFigures {
  readonly name: string
  /** CPU seconds per 1,000 events: milliseconds an event. */
  readonly cpuPer1k: number
  readonly rssMb: number
  /** Times that one of its threads was woken, an event. */
  readonly wakeUpsPerEvent: number
}

/** How many messages an event took. */
export interface Traffic {
  /** Messages that NATS was sent and has sent, an event: publishes, acks, pulls, answers. */
  readonly natsIn: number
  readonly natsOut: number
  /** Redis commands, an event, those within scripts included. */
  readonly redis: Readonly<Record<string, number>>
}

/** A look at the processes during a long run. */
export interface Look {
  readonly atS: number
  readonly processes: Readonly<Record<string, { readonly rssMb: number; readonly files: number }>>
}

/** The outcome of one scenario, as it is kept in `results/`. */
export interface Result {
  readonly scenario: string
  /** What was done, for a reader. */
  readonly about: string
  /** RFC 3339. */
  readonly measuredAt: string
  readonly machine: Machine
  /** Why there are no figures; absent when there are. */
  readonly waiting?: string
  readonly checks: readonly Check[]
  readonly processes?: readonly ProcessFigures[]
  readonly traffic?: Traffic
  /** Cores that others kept busy meanwhile. */
  readonly othersCores?: number
  readonly looks?: readonly Look[]
}

/** A figure that must not be below, or above, a bound. */
export function check(
  figure: string,
  value: number,
  bound?: { readonly min: number } | { readonly max: number },
): Check {
  const rounded = round(value)
  if (bound === undefined) return { figure, value: rounded, target: '', passed: null }
  if ('min' in bound) return { figure, value: rounded, target: `≥ ${bound.min}`, passed: value >= bound.min }
  return { figure, value: rounded, target: `≤ ${bound.max}`, passed: value <= bound.max }
}

/** Three significant digits, but no more than four places after the point, and whole numbers from a thousand on. */
export function round(value: number): number {
  return Math.abs(value) >= 1_000 ? Math.round(value) : Number(Number(value.toPrecision(3)).toFixed(4))
}
