import { DecisionKind } from '@millrace/protocol/road'
import type {
  DeliveryHead,
  RoadDecidedEvent,
  RoadDecision,
  RoadDecisionGroup,
  RoadFilterTest,
  RoadListener,
} from '@millrace/protocol/wire'
import { REDACTED, bearsSecret, withoutCredentials } from '@millrace/telemetry'
import type { Decided, Decision } from './decision.ts'

/** UTF-16 units of texts in one group, about: three bytes each at most keep it below what the bus takes as a message. */
export const groupCharsMax = 160 * 1024
/** A reason is cut to this. UTF-16 units. */
export const reasonCharsMax = 500

/** Packs decisions into groups, in order; what many decisions share stands once in a group. */
export function groupDecisions(
  decided: readonly Decided[],
  decidedAtUs: number,
  withValues: boolean,
): RoadDecisionGroup[] {
  const groups: RoadDecisionGroup[] = []
  let open = new OpenGroup(withValues)
  for (const one of decided) {
    if (open.chars > groupCharsMax) {
      groups.push(open.close(decidedAtUs))
      open = new OpenGroup(withValues)
    }
    open.add(one)
  }
  if (open.chars > 0) groups.push(open.close(decidedAtUs))
  return groups
}

/** What an encoded decision takes besides its texts, about. */
const decisionChars = 12

class OpenGroup {
  readonly #withValues: boolean
  readonly #events: RoadDecidedEvent[] = []
  readonly #listeners: RoadListener[] = []
  readonly #tests: RoadFilterTest[] = []
  readonly #decisions: RoadDecision[] = []
  #lastDelivery: DeliveryHead | undefined
  readonly #listenerAt = new Map<string, number>()
  /** The listener that a trigger was told by last: nearly always it has one dependency for an event. */
  readonly #lastOf = new Map<object, number>()
  /** By what is expected: nearly always enough to tell two tests apart. */
  readonly #testAt = new Map<string, number[]>()
  chars = 0

  constructor(withValues: boolean) {
    this.#withValues = withValues
  }

  add(decided: Decided): void {
    const { decision, delivery, eventId } = decided
    if (delivery !== this.#lastDelivery) this.#addEvent(delivery, eventId)
    const made = decisionOf(decision, this.#withValues)
    this.chars += decisionChars + made.found.length + made.reason.length + made.missing.join('').length
    this.#decisions.push({
      ...made,
      event: this.#events.length,
      listener: this.#listener(decided),
      test: this.#test(decision),
    })
  }

  close(decidedAtUs: number): RoadDecisionGroup {
    const [events, listeners, tests, decisions] = [this.#events, this.#listeners, this.#tests, this.#decisions]
    return { events, listeners, tests, decisions, decidedAtUs }
  }

  #addEvent(delivery: DeliveryHead, eventId: string): void {
    const { namespace, bus, eventSource, eventName, deliveryId, receivedAtUs } = delivery
    this.#lastDelivery = delivery
    this.#events.push({ namespace, bus, eventSource, eventName, eventId, deliveryId, receivedAtUs })
    this.chars += eventId.length + deliveryId.length + eventSource.length + eventName.length
  }

  #listener(decided: Decided): number {
    if (decided.sensor === '') return 0
    const { by, dependency } = decided
    const last = by === undefined ? undefined : this.#lastOf.get(by)
    if (last !== undefined && this.#listeners[last - 1]?.dependency === dependency) return last
    const index = this.#named(decided)
    if (by !== undefined) this.#lastOf.set(by, index)
    return index
  }

  #named({ namespace, sensor, generation, trigger, dependency }: Decided): number {
    const key = `${namespace}\0${sensor}\0${trigger}\0${dependency}`
    const known = this.#listenerAt.get(key)
    if (known !== undefined) return known
    this.#listeners.push({ namespace, sensor, generation, trigger, dependency })
    this.#listenerAt.set(key, this.#listeners.length)
    this.chars += key.length
    return this.#listeners.length
  }

  #test(decision: Decision): number {
    const test = testOf(decision)
    if (test === undefined) return 0
    const alike = this.#testAt.get(test.expected)
    for (const index of alike ?? []) if (isSame(this.#tests[index - 1], test)) return index
    this.#tests.push(test)
    if (alike === undefined) this.#testAt.set(test.expected, [this.#tests.length])
    else alike.push(this.#tests.length)
    this.chars += test.field.length + test.path.length + test.expected.length
    return this.#tests.length
  }
}

function isSame(one: RoadFilterTest | undefined, other: RoadFilterTest): boolean {
  return one !== undefined && one.field === other.field && one.path === other.path && one.expected === other.expected
}

function testOf(decision: Decision): RoadFilterTest | undefined {
  if (decision.kind === 'filtered') return decision
  if (decision.kind !== 'failed') return undefined
  return { filter: decision.filter, field: decision.field, path: '', expected: '' }
}

const empty = { invocationId: '', found: '', reason: '', missing: [] } as const

type Told = Omit<RoadDecision, 'event' | 'listener' | 'test'>

function decisionOf(decision: Decision, withValues: boolean): Told {
  switch (decision.kind) {
    case 'fired':
      return { ...empty, kind: DecisionKind.FIRED, invocationId: decision.invocationId }
    case 'filtered':
      return { ...empty, kind: DecisionKind.FILTERED, found: withValues ? shown(decision.path, decision.found) : '' }
    case 'waiting':
      return { ...empty, kind: DecisionKind.WAITING, missing: decision.missing }
    case 'failed':
      return { ...empty, kind: DecisionKind.FAILED, reason: decision.message.slice(0, reasonCharsMax) }
    case 'duplicate':
      return { ...empty, kind: DecisionKind.DUPLICATE }
    case 'limited':
      return { ...empty, kind: DecisionKind.LIMITED, reason: decision.reason.slice(0, reasonCharsMax) }
    case 'paused':
      return { ...empty, kind: DecisionKind.PAUSED }
    case 'unheard':
      return { ...empty, kind: DecisionKind.UNHEARD }
    default:
      return decision satisfies never
  }
}

/** What was found, unless the name of a place that was looked at says that it holds a secret. */
function shown(path: string, found: string): string {
  const holdsSecret = path.split(/[.,\s|]+/u).some((part) => bearsSecret(part))
  return holdsSecret && found !== '' ? REDACTED : withoutCredentials(found)
}
