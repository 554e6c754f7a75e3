import type { Call, History, Send, TargetLog, Told } from './history.ts'
import { isAcked } from './history.ts'

/** What can be wrong with a history. */
export const violationKinds = {
  /** Acknowledged, and no effect at the target. */
  lost: 'acknowledged deliveries without their effect',
  /** More than one effect at a target that honours Idempotency-Key. */
  doubled: 'deliveries with more than one effect at a target that honours keys',
  /** More than one effect at a target that ignores keys, and no outcome says that this may be so. */
  'uncertain-unmarked': 'deliveries doubled at a target that ignores keys, without an outcome marked uncertain',
  /** An effect of something that was never sent. */
  stranger: 'effects for deliveries that were never sent',
  /** One delivery and trigger under several invocation ids. */
  split: 'deliveries with more than one invocation id at a trigger',
  /** One invocation id for several deliveries. */
  'shared-key': 'invocation ids that stand for more than one delivery',
  /** A call that the target could not have recognised as a repeat. */
  keyless: 'calls without an Idempotency-Key or without a delivery id',
  /** Told as succeeded, and the target knows nothing of it. */
  phantom: 'deliveries told as succeeded without an effect',
  /** An effect that no outcome tells of. */
  untold: 'deliveries with an effect and no outcome that says so',
  /** Given up, although the target was there again in time. */
  'given-up': 'deliveries given up: dead letters or parked as uncertain',
} as const
export type ViolationKind = keyof typeof violationKinds

/** One breach, at one trigger; `id` is a delivery id, or a key where there is none. */
export interface Violation {
  readonly kind: ViolationKind
  readonly trigger: string
  readonly id: string
}

/** What was counted, whether or not it is a breach. */
export interface TargetCounts {
  readonly trigger: string
  readonly honoursKeys: boolean
  readonly calls: number
  readonly effects: number
  /** Calls that a key made harmless. */
  readonly repeats: number
  /** Deliveries with more than one effect. */
  readonly doubled: number
  /** Deliveries with an outcome that says that the effect may exist twice. */
  readonly markedUncertain: number
}

export interface Verdict {
  /** Distinct deliveries that were sent, and that were acknowledged at least once. */
  readonly deliveries: number
  readonly acked: number
  readonly sends: number
  readonly targets: readonly TargetCounts[]
  readonly violations: readonly Violation[]
}

/** Judges a history: every acknowledged delivery has exactly one committed effect at each target, and nothing else has any. */
export function judge(history: History): Verdict {
  const sent = new Set(history.sends.map((send) => send.deliveryId))
  const acked = ackedOf(history.sends)
  const judged = history.targets.map((target) => {
    const told = history.outcomes.filter((outcome) => outcome.trigger === target.trigger)
    return judgeTarget(target, told, sent, acked)
  })
  return {
    deliveries: sent.size,
    acked: acked.size,
    sends: history.sends.length,
    targets: judged.map(({ counts }) => counts),
    violations: judged.flatMap(({ violations }) => violations),
  }
}

export function ackedOf(sends: readonly Send[]): ReadonlySet<string> {
  return new Set(sends.filter(isAcked).map((send) => send.deliveryId))
}

/** All that is known of one delivery at one trigger. */
interface Known {
  effects: number
  isToldSucceeded: boolean
  isMarked: boolean
  isGivenUp: boolean
  readonly invocationIds: Set<string>
}

function judgeTarget(
  target: TargetLog,
  told: readonly Told[],
  sent: ReadonlySet<string>,
  acked: ReadonlySet<string>,
): { counts: TargetCounts; violations: Violation[] } {
  const { trigger, honoursKeys, calls } = target
  const known = gather(calls, told)
  const violations: Violation[] = []
  const breach = (kind: ViolationKind, id: string): void => void violations.push({ kind, trigger, id })
  for (const call of calls) if (call.key === null || call.deliveryId === null) breach('keyless', call.key ?? '(none)')
  for (const id of acked) if ((known.get(id)?.effects ?? 0) === 0) breach('lost', id)
  for (const key of sharedKeys(calls, told)) breach('shared-key', key)
  for (const [id, one] of known) for (const kind of breachesOf(one, honoursKeys, sent.has(id))) breach(kind, id)
  const doubled = [...known.values()].filter(({ effects }) => effects > 1).length
  const markedUncertain = [...known.values()].filter(({ isMarked }) => isMarked).length
  return { violations, counts: { trigger, honoursKeys, ...counted(calls), doubled, markedUncertain } }
}

function breachesOf(one: Known, honoursKeys: boolean, wasSent: boolean): ViolationKind[] {
  const kinds: ViolationKind[] = []
  if (one.effects > 0 && !wasSent) kinds.push('stranger')
  if (one.effects > 1 && honoursKeys) kinds.push('doubled')
  if (one.effects > 1 && !honoursKeys && !one.isMarked) kinds.push('uncertain-unmarked')
  if (one.invocationIds.size > 1) kinds.push('split')
  if (one.isToldSucceeded && one.effects === 0) kinds.push('phantom')
  if (one.effects > 0 && !one.isToldSucceeded) kinds.push('untold')
  if (one.isGivenUp) kinds.push('given-up')
  return kinds
}

function gather(calls: readonly Call[], told: readonly Told[]): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>()
  const of = (id: string): Known => {
    const found = known.get(id) ?? nothingKnown()
    known.set(id, found)
    return found
  }
  for (const { deliveryId, key, effect } of calls) {
    if (deliveryId === null) continue
    const one = of(deliveryId)
    if (effect === 'applied') one.effects += 1
    if (key !== null) one.invocationIds.add(key)
  }
  for (const { deliveryId, invocationId, result, uncertain } of told) {
    const one = of(deliveryId)
    one.invocationIds.add(invocationId)
    one.isToldSucceeded ||= result === 'succeeded'
    one.isGivenUp ||= result === 'dead' || result === 'uncertain'
    one.isMarked ||= uncertain
  }
  return known
}

function nothingKnown(): Known {
  return { effects: 0, isToldSucceeded: false, isMarked: false, isGivenUp: false, invocationIds: new Set() }
}

function sharedKeys(calls: readonly Call[], told: readonly Told[]): ReadonlySet<string> {
  const owners = new Map<string, string>()
  const shared = new Set<string>()
  const claim = (key: string | null, deliveryId: string | null): void => {
    if (key === null || deliveryId === null) return
    const owner = owners.get(key)
    if (owner === undefined) owners.set(key, deliveryId)
    else if (owner !== deliveryId) shared.add(key)
  }
  for (const { key, deliveryId } of calls) claim(key, deliveryId)
  for (const { invocationId, deliveryId } of told) claim(invocationId, deliveryId)
  return shared
}

function counted(calls: readonly Call[]): { calls: number; effects: number; repeats: number } {
  const count = (effect: Call['effect']): number => calls.filter((call) => call.effect === effect).length
  return { calls: calls.length, effects: count('applied'), repeats: count('repeated') }
}
