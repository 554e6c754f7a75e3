import { create } from '@bufbuild/protobuf'
import { eventsStream, type Bus } from '@millrace/bus'
import {
  EventRoadSchema,
  PendingInvocationSchema,
  type EventRoad,
  type PendingInvocation,
} from '@millrace/protocol/admin'
import { DecisionKind, type Outcome } from '@millrace/protocol/road'
import type { RoadInvocation } from '@millrace/protocol/wire'
import type { RegistrySnapshot } from '@millrace/registry'
import type { DecisionStore } from './decision-store.ts'
import { mergeOutcomes } from './merge-outcomes.ts'
import type { OutcomeStore } from './outcome-store.ts'
import { progressOf, type Known } from './road.ts'
import { searchStreams, type Searched, type Seen } from './search-streams.ts'
import { listening } from './why/listening.ts'
import { reasonsMax, reasonsOf } from './why/reasons.ts'

export interface RoadDeps {
  readonly bus: Bus
  readonly store: OutcomeStore
  readonly decisions: DecisionStore
  readonly registry: () => RegistrySnapshot
  readonly searchMax: number
}

/** Longest id that is looked for. */
export const idLengthMax = 1_024
/** Tries of one event that are told. */
const outcomesMax = 1_000
const routerConsumer = 'router'

/** The whole road of an event: its outcomes and what was decided about it, or else how far it got. */
export async function findRoad(id: string, deps: RoadDeps): Promise<EventRoad> {
  const before = await told(id, deps, undefined)
  const isAll = before.reasons.length > 0 && before.reasons.every(({ kind }) => kind !== DecisionKind.UNSPECIFIED)
  if (isAll) return answer({ ...before, searched: undefined, isRouted: true })
  const searched = await searchStreams(id, deps)
  const isRouted = await isRoutedAll(searched.recorded, deps.bus)
  // It may have gone all the way while it was looked for.
  return answer({ ...(await told(id, deps, { searched, isRouted })), searched, isRouted })
}

interface Look {
  readonly searched: Searched
  readonly isRouted: boolean
}

/** What the stores and a look through the streams tell. */
async function told(id: string, deps: RoadDeps, look: Look | undefined): Promise<Pick<Known, 'outcomes' | 'reasons'>> {
  const outcomes = await outcomesOf(id, deps)
  const reasons = reasonsOf({
    id,
    outcomes,
    decisions: await deps.decisions.byId(id, reasonsMax),
    pending: (look?.searched.waiting ?? []).map(pendingOf),
    recorded: look?.searched.recorded ?? [],
    isRouted: look?.isRouted ?? false,
    listening: listening(deps.registry().objects.values()),
  })
  return { outcomes, reasons }
}

async function outcomesOf(id: string, { store }: RoadDeps): Promise<Outcome[]> {
  return mergeOutcomes(await store.byId(id, outcomesMax))
}

/** The router acknowledges a message of a record once its invocations are stored. */
async function isRoutedAll(recorded: readonly Seen[], { manager }: Bus): Promise<boolean> {
  for (const { delivery, seq } of recorded) {
    const stream = eventsStream(delivery.namespace, delivery.bus)
    const consumer = await manager.consumers.info(stream, routerConsumer).catch(() => undefined)
    if (consumer === undefined || consumer.ack_floor.stream_seq < seq) return false
  }
  return true
}

function answer(known: Known): EventRoad {
  const { outcomes, searched, reasons } = known
  return create(EventRoadSchema, {
    outcomes: [...outcomes],
    ...progressOf(known),
    searched: BigInt(searched?.messages ?? 0),
    sightings: [...(searched?.delivered ?? []), ...(searched?.recorded ?? [])].map(sightingOf),
    pending: (searched?.waiting ?? []).map(pendingOf),
    reasons: [...reasons],
  })
}

function pendingOf({ id, namespace, sensor, trigger, attempt }: RoadInvocation): PendingInvocation {
  return create(PendingInvocationSchema, { id, namespace, sensor, trigger, attempt })
}

function sightingOf({ stream, seq, delivery, traceparent, acceptedAtUs }: Seen) {
  const { namespace, bus, eventSource, eventName, deliveryId, receivedAtUs, event } = delivery
  return {
    stream,
    seq: BigInt(seq),
    namespace,
    bus,
    eventSource,
    eventName,
    eventId: event.id,
    deliveryId,
    receivedAtUs: BigInt(receivedAtUs),
    acceptedAtUs: BigInt(acceptedAtUs),
    traceparent,
  }
}
