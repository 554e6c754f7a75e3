/** When a breaker opens, and for how long. */
export interface BreakerOptions {
  /** Failures in a row that open it; 0: it never opens. */
  readonly failuresMax: number
  /** How long it stays open at first; twice as long after each probe that failed. Milliseconds. */
  readonly openMs: number
  readonly openMaxMs: number
}

/** A breaker's state. Times are milliseconds on any one clock. */
export type Breaker =
  /** Calls pass; `failures` in a row have failed. */
  | { readonly kind: 'closed'; readonly failures: number }
  /** Nothing passes before `untilMs`; then one probe does. `trips`: how often it opened in a row. */
  | { readonly kind: 'open'; readonly untilMs: number; readonly trips: number }
  /** A probe is under way; nothing else passes. */
  | { readonly kind: 'half-open'; readonly trips: number }

/** What a breaker is told. A call that passed while it was closed ends with one of the first three, a probe with the others. */
export type BreakerInput =
  /** The target did what it should, or said no to this one call. */
  | 'well'
  /** The target failed, was too busy, or did not answer. */
  | 'ill'
  /** Nothing was learnt of the target. */
  | 'void'
  | 'probe-well'
  | 'probe-ill'
  | 'probe-void'

/** What whoever wants to call is told. */
export type BreakerAnswer =
  | { readonly kind: 'pass' }
  | { readonly kind: 'probe' }
  /** Not before this time. Milliseconds. */
  | { readonly kind: 'wait'; readonly untilMs: number }

export const closedBreaker: Breaker = { kind: 'closed', failures: 0 }

/** Answers without changing anything. */
export function peek(state: Breaker, nowMs: number, { openMs }: BreakerOptions): BreakerAnswer {
  switch (state.kind) {
    case 'closed':
      return { kind: 'pass' }
    case 'open':
      return nowMs < state.untilMs ? { kind: 'wait', untilMs: state.untilMs } : { kind: 'probe' }
    case 'half-open':
      return { kind: 'wait', untilMs: nowMs + openMs }
    default:
      return state satisfies never
  }
}

/** Answers, and gives the state after it: who is answered with `probe` is the probe. */
export function ask(
  state: Breaker,
  nowMs: number,
  options: BreakerOptions,
): readonly [answer: BreakerAnswer, next: Breaker] {
  const answer = peek(state, nowMs, options)
  if (answer.kind !== 'probe' || state.kind !== 'open') return [answer, state]
  return [answer, { kind: 'half-open', trips: state.trips }]
}

type Transition<K extends Breaker['kind']> = (
  state: Extract<Breaker, { readonly kind: K }>,
  nowMs: number,
  options: BreakerOptions,
) => Breaker

type Table = { readonly [K in Breaker['kind']]: Readonly<Record<BreakerInput, Transition<K>>> }

const same = <S extends Breaker>(state: S): S => state
const close = (): Breaker => closedBreaker

function open(trips: number, nowMs: number, { openMs, openMaxMs }: BreakerOptions): Breaker {
  return { kind: 'open', trips, untilMs: nowMs + Math.min(openMaxMs, openMs * 2 ** Math.min(trips - 1, 30)) }
}

/** Every state under every input. A call that passed before the breaker opened proves nothing about the target now. */
const table: Table = {
  closed: {
    well: close,
    ill({ failures }, nowMs, options) {
      const next = failures + 1
      if (options.failuresMax === 0) return closedBreaker
      return next < options.failuresMax ? { kind: 'closed', failures: next } : open(1, nowMs, options)
    },
    void: same,
    'probe-well': close,
    'probe-ill': (_, nowMs, options) => open(1, nowMs, options),
    'probe-void': same,
  },
  open: {
    well: same,
    ill: same,
    void: same,
    'probe-well': close,
    'probe-ill': ({ trips }, nowMs, options) => open(trips + 1, nowMs, options),
    'probe-void': same,
  },
  'half-open': {
    well: same,
    ill: same,
    void: same,
    'probe-well': close,
    'probe-ill': ({ trips }, nowMs, options) => open(trips + 1, nowMs, options),
    // The next who asks is the probe.
    'probe-void': ({ trips }, nowMs) => ({ kind: 'open', trips, untilMs: nowMs }),
  },
}

/** The state after an input. */
export function tell(state: Breaker, input: BreakerInput, nowMs: number, options: BreakerOptions): Breaker {
  switch (state.kind) {
    case 'closed':
      return table.closed[input](state, nowMs, options)
    case 'open':
      return table.open[input](state, nowMs, options)
    case 'half-open':
      return table['half-open'][input](state, nowMs, options)
    default:
      return state satisfies never
  }
}
