import type { ExecuteDeps, Work } from './deps.ts'
import type { Attempted } from './next-step.ts'
import type { GatedTrigger } from './triggers.ts'
import { learnt } from './gate/learn.ts'
import type { Learnt } from './gate/gate.ts'

/** Whether an invocation may be attempted now. */
export type Admission =
  | { readonly kind: 'pass'; readonly pass: Pass }
  /** It comes again at this time, without an attempt having been counted. Milliseconds since the Unix epoch. */
  | { readonly kind: 'put-off'; readonly why: PutOffReason; readonly dueMs: number; readonly slotAtUs: number }
  /** It is held until a pause is over. */
  | { readonly kind: 'hold' }

export type PutOffReason = 'rate' | 'breaker' | 'bound'

/** The right to make one attempt. Ending it twice does nothing. */
export class Pass {
  readonly #end: (learnt: Learnt) => void
  #learnt: Learnt = 'void'
  #ended = false

  constructor(end: (learnt: Learnt) => void) {
    this.#end = end
  }

  learn(attempted: Attempted): void {
    this.#learnt = learnt(attempted)
  }

  end(): void {
    if (this.#ended) return
    this.#ended = true
    this.#end(this.#learnt)
  }
}

/** A slot that comes this soon is waited for here. Milliseconds. */
const slotWaitMaxMs = 250
/** Slots are given this far ahead; what finds none asks again about then. Milliseconds. */
export const slotHorizonMs = 600_000
/** A slot can be used for this long after its time. Milliseconds. */
export const slotGraceMs = 10_000
/** Whatever waits for longer than this is attempted though its breaker is open, so that it ends some day. Milliseconds. */
export const patienceMaxMs = 24 * 3_600_000

/**
 * Asks everything that can keep an attempt back, cheapest first: a pause, the breaker, the rate, the trigger's bound, the
 * process's bound. What is put off waits in the bus and not here.
 */
export async function admit(work: Work, gated: GatedTrigger, deps: ExecuteDeps): Promise<Admission> {
  const { invocation } = work
  const { gate, limits } = gated
  const nowMs = (): number => deps.nowUs() / 1_000
  if (limits.isPaused || deps.isPaused(invocation)) return { kind: 'hold' }
  // What has acted and only looks at its effect takes no slot, and asks no breaker.
  const isLook = (invocation.awaited ?? '') !== ''
  const isPatient = !isLook && nowMs() - work.batch.routedAtUs / 1_000 < patienceMaxMs
  const breakerWaitMs = isPatient ? gate.breakerWaitMs() : undefined
  if (breakerWaitMs !== undefined) return putOff('breaker', nowMs() + breakerWaitMs, invocation.slotAtUs)
  const slotAtMs = limits.intervalUs === undefined || isLook ? 0 : await slotOf(work, limits.intervalUs, deps)
  const slotAtUs = Math.round(Math.abs(slotAtMs) * 1_000)
  if (slotAtMs < 0) return putOff('rate', -slotAtMs, 0)
  const waitMs = slotAtMs - nowMs()
  if (waitMs > slotWaitMaxMs) return putOff('rate', slotAtMs, slotAtUs)
  if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
  if (!(await gate.bound.enter())) return putOff('bound', nowMs() + gate.placeWaitMs(invocation.putOffs ?? 0), slotAtUs)
  await deps.slots.take()
  const beganAt = performance.now()
  const leave = (): void => {
    deps.slots.release()
    gate.bound.leave(performance.now() - beganAt)
  }
  const asked = isPatient ? gate.ask() : ({ kind: 'go', isProbe: false } as const)
  if (asked.kind === 'wait') {
    leave()
    return putOff('breaker', nowMs() + asked.afterMs, slotAtUs)
  }
  const end = (learnt: Learnt): void => {
    leave()
    gate.tell(learnt, asked.isProbe)
  }
  return { kind: 'pass', pass: new Pass(end) }
}

/** A place for an invocation whose trigger is not known here. */
export async function admitUnknown(deps: ExecuteDeps): Promise<Admission> {
  await deps.slots.take()
  return { kind: 'pass', pass: new Pass(() => deps.slots.release()) }
}

/** When the invocation may go, in milliseconds since the Unix epoch; negative: when to ask again, there being no slot. */
async function slotOf({ invocation }: Work, intervalUs: number, deps: ExecuteDeps): Promise<number> {
  const known = (invocation.slotAtUs ?? 0) / 1_000
  const now = deps.nowUs() / 1_000
  if (known > 0 && now < known + slotGraceMs) return known
  const { id, namespace, sensor, trigger, attempt } = invocation
  const waitMs = await deps.rate.ask({
    bucket: `${namespace}/${sensor}/${trigger}`,
    holder: `${id}.${attempt}`,
    intervalUs,
  })
  return waitMs < 0 ? -(now + slotHorizonMs * (0.5 + deps.random() / 2)) : now + waitMs
}

function putOff(why: PutOffReason, dueMs: number, slotAtUs = 0): Admission {
  return { kind: 'put-off', why, dueMs, slotAtUs }
}
