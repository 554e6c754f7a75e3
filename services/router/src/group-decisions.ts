import { DecisionKind } from '@millrace/protocol/road'
import { DecisionGroupWriter, type DeliveryHead, type RoadDecision, type RoadFilterTest } from '@millrace/protocol/wire'
import { REDACTED, bearsSecret, withoutCredentials } from '@millrace/telemetry'
import { bindingDependency } from '@millrace/event-binding'
import { bindingTrigger } from '@millrace/manifests'
import type { BindingSet } from './bindings/binding-set.ts'
import type { Decided, Decision, Unmatched } from './decision.ts'

/** A group that has so many bytes is full: with its last decision it is still far below what the bus takes as a message. */
export const groupBytesMax = 256 * 1024
/** A reason is cut to this. UTF-16 units. */
export const reasonCharsMax = 500

/** Packs decisions into encoded groups as they are made, in order; what many decisions share stands once in a group. */
export class DecisionGroups {
  readonly #withValues: boolean
  readonly #nowUs: () => number
  readonly #full: Uint8Array[] = []
  #open: OpenGroup | undefined

  /** The clock gives microseconds since the Unix epoch. */
  constructor(withValues: boolean, nowUs: () => number) {
    this.#withValues = withValues
    this.#nowUs = nowUs
  }

  add(decided: Decided): void {
    this.#open ??= new OpenGroup(this.#withValues)
    this.#open.add(decided)
    if (this.#open.bytes >= groupBytesMax) this.#closeOpen()
  }

  /** All groups. Nothing may be added after that. */
  close(): readonly Uint8Array[] {
    this.#closeOpen()
    return this.#full
  }

  #closeOpen(): void {
    if (this.#open !== undefined) this.#full.push(this.#open.close(this.#nowUs()))
    this.#open = undefined
  }
}

/** Writers that wait for their next group: each keeps a buffer as large as a group. */
const writers: DecisionGroupWriter[] = []
const writersMax = 4

/** Indices of the first binding of a set. */
interface SetBase {
  readonly listener: number
  readonly test: number
}

class OpenGroup {
  readonly #withValues: boolean
  readonly #writer = writers.pop() ?? new DecisionGroupWriter()
  readonly #baseOf = new Map<BindingSet, SetBase>()
  #lastDelivery: DeliveryHead | undefined
  #event = 0
  readonly #listenerAt = new Map<string, number>()
  /** The dependency and index that a trigger was told by last: nearly always it has one dependency for an event. */
  readonly #lastOf = new Map<object, { readonly dependency: string; readonly index: number }>()
  /** By what is expected: nearly always enough to tell two tests apart. */
  readonly #testAt = new Map<string, { readonly test: RoadFilterTest; readonly index: number }[]>()

  constructor(withValues: boolean) {
    this.#withValues = withValues
  }

  get bytes(): number {
    return this.#writer.length
  }

  add(decided: Decided): void {
    const { decision, delivery, eventId } = decided
    if (delivery !== this.#lastDelivery) {
      this.#lastDelivery = delivery
      this.#event = this.#writer.event({ ...delivery, eventId })
    }
    if (decision.kind === 'unmatched') return this.#addUnmatched(decision)
    const listener = this.#listener(decided)
    const test = this.#test(decision)
    this.#writer.decision({ ...decisionOf(decision, this.#withValues), event: this.#event, listener, test })
  }

  /** Bindings that follow each other in their set do so among the listeners and the tests: a few decisions say it of all. */
  #addUnmatched({ bindings, except }: Unmatched): void {
    let base = this.#baseOf.get(bindings)
    if (base === undefined) this.#baseOf.set(bindings, (base = this.#openSet(bindings)))
    let from = 0
    for (const place of [...except, bindings.all.length]) {
      if (place > from) {
        const at = { event: this.#event, listener: base.listener + from, test: base.test + from }
        this.#writer.decision({ ...unmatched, ...at, more: place - from - 1 })
      }
      from = place + 1
    }
  }

  #openSet({ all }: BindingSet): SetBase {
    const listeners = all.map(({ namespace, owner: sensor, generation }) =>
      this.#writer.listener({ namespace, sensor, generation, trigger: bindingTrigger, dependency: bindingDependency }),
    )
    const tests = all.map((binding) => this.#writer.test(binding.unmatched))
    return { listener: listeners[0] ?? 0, test: tests[0] ?? 0 }
  }

  close(decidedAtUs: number): Uint8Array {
    const bytes = this.#writer.take(decidedAtUs)
    if (writers.length < writersMax) writers.push(this.#writer)
    return bytes
  }

  #listener(decided: Decided): number {
    if (decided.sensor === '') return 0
    const { by, dependency } = decided
    const last = by === undefined ? undefined : this.#lastOf.get(by)
    if (last !== undefined && last.dependency === dependency) return last.index
    // A trigger that is told by itself is told for the first time here, or by another dependency.
    const index = by !== undefined && last === undefined ? this.#writer.listener(decided) : this.#named(decided)
    if (by !== undefined) this.#lastOf.set(by, { dependency, index })
    return index
  }

  #named(decided: Decided): number {
    const { namespace, sensor, trigger, dependency } = decided
    const key = `${namespace}\0${sensor}\0${trigger}\0${dependency}`
    const known = this.#listenerAt.get(key)
    if (known !== undefined) return known
    const index = this.#writer.listener(decided)
    this.#listenerAt.set(key, index)
    return index
  }

  #test(decision: Decision): number {
    const test = testOf(decision)
    if (test === undefined) return 0
    const alike = this.#testAt.get(test.expected)
    for (const known of alike ?? []) if (isSame(known.test, test)) return known.index
    const made = { test, index: this.#writer.test(test) }
    if (alike === undefined) this.#testAt.set(test.expected, [made])
    else alike.push(made)
    return made.index
  }
}

function isSame(one: RoadFilterTest, other: RoadFilterTest): boolean {
  return one.field === other.field && one.path === other.path && one.expected === other.expected
}

function testOf(decision: Decision): RoadFilterTest | undefined {
  if (decision.kind === 'filtered') return decision
  if (decision.kind !== 'failed') return undefined
  return { filter: decision.filter, field: decision.field, path: '', expected: '' }
}

const empty = { invocationId: '', found: '', reason: '', missing: [] } as const
/** What the selectors of bindings gave. */
const unmatched = { ...empty, kind: DecisionKind.FILTERED, found: 'false' } as const

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
    case 'unmatched':
      return unmatched
    default:
      return decision satisfies never
  }
}

/** What was found, unless the name of a place that was looked at says that it holds a secret. */
function shown(path: string, found: string): string {
  const holdsSecret = path.split(/[.,\s|]+/u).some((part) => bearsSecret(part))
  return holdsSecret && found !== '' ? REDACTED : withoutCredentials(found)
}
