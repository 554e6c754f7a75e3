import { Result } from '@millrace/protocol/road'
import type { RoadInvocation } from '@millrace/protocol/wire'
import type { Admission } from './admit.ts'
import type { ExecuteDeps, Work } from './deps.ts'
import { Gather } from './gather.ts'
import { only } from './only.ts'
import { outcomeOf } from './outcome.ts'

/** An invocation that is not attempted now. */
export interface Postponed {
  readonly work: Work
  readonly triggerType: string
  readonly admission: Exclude<Admission, { readonly kind: 'pass' }>
}

/** Postponements gather for this long: those of one message and one trigger are stored as one. Milliseconds. */
const gatherMs = 10

const reasons = {
  rate: 'over the rate of its trigger: it waits for its slot',
  breaker: 'the breaker of its trigger is open: the target failed too often',
  bound: 'its trigger has as many calls under way as it may',
  hold: 'paused',
} as const

/**
 * Makes invocations wait in the bus. Resolves when the wait is stored, so that the message may be acknowledged. Each is
 * stored under an id made of what it holds: a message that comes again after a crash stores nothing twice.
 */
export function postponer(deps: Pick<ExecuteDeps, 'emit' | 'events' | 'nowUs'>): Gather<Postponed, true> {
  return new Gather(gatherMs, async (all) => {
    await Promise.all(together(all).map((group) => store(group, deps)))
    return all.map(() => true as const)
  })
}

/** What can be stored as one: same message, same trigger, same kind. Slots of a rate are apart from each other. */
function together(all: readonly Postponed[]): Postponed[][] {
  const groups = new Map<unknown, Map<string, Postponed[]>>()
  for (const one of all) {
    const { work, admission } = one
    const { namespace, sensor, trigger, failure, id } = work.invocation
    const kind = admission.kind === 'hold' ? 'hold' : admission.why
    const key = JSON.stringify([kind, namespace, sensor, trigger, failure?.trigger, kind === 'rate' ? id : ''])
    const ofBatch = groups.get(work.batch) ?? new Map<string, Postponed[]>()
    groups.set(work.batch, ofBatch)
    ofBatch.set(key, [...(ofBatch.get(key) ?? []), one])
  }
  return [...groups.values()].flatMap((ofBatch) => [...ofBatch.values()])
}

async function store(group: readonly Postponed[], deps: Pick<ExecuteDeps, 'emit' | 'events' | 'nowUs'>): Promise<void> {
  const [first] = group
  if (first === undefined) return
  const invocations = group.map(({ work, admission }): RoadInvocation => {
    const slotAtUs = admission.kind === 'hold' ? 0 : admission.slotAtUs
    return { ...work.invocation, putOffs: (work.invocation.putOffs ?? 0) + 1, slotAtUs }
  })
  const batch = only(first.work.batch, invocations)
  let dueMs = Infinity
  for (const { admission } of group) if (admission.kind === 'put-off') dueMs = Math.min(dueMs, admission.dueMs)
  if (first.admission.kind === 'hold') await deps.emit.held(batch)
  else await deps.emit.putOff(batch, dueMs)
  await Promise.all(group.map((one) => tell(one, dueMs, deps)))
}

/** A wait is told once for each try, a pause whenever it holds something back. */
async function tell(
  { work, triggerType, admission }: Postponed,
  dueMs: number,
  deps: Pick<ExecuteDeps, 'emit' | 'events' | 'nowUs'>,
): Promise<void> {
  const kind = admission.kind === 'hold' ? 'hold' : admission.why
  deps.events.putOff(work.invocation, kind === 'hold' ? 'paused' : kind)
  if (kind !== 'hold' && (work.invocation.putOffs ?? 0) > 0) return
  const nowUs = deps.nowUs()
  const { acceptedAtUs, routedAtUs } = work.batch
  const outcome = outcomeOf({
    invocation: work.invocation,
    events: work.events,
    triggerType,
    result: kind === 'hold' ? Result.PAUSED : kind === 'rate' ? Result.LIMITED : Result.PUT_OFF,
    uncertain: work.invocation.uncertain,
    reason: reasons[kind],
    status: 0,
    acceptedAtUs,
    routedAtUs,
    startedAtUs: nowUs,
    finishedAtUs: nowUs,
    nextAttemptAtUs: dueMs === Infinity ? 0 : Math.round(dueMs * 1_000),
  })
  await deps.emit.outcome(outcome)
}
