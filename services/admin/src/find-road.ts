import { create } from '@bufbuild/protobuf'
import { eventsStream, type Bus } from '@millrace/bus'
import { GetRoadResponseSchema, type GetRoadResponse } from '@millrace/protocol/admin'
import type { Outcome } from '@millrace/protocol/road'
import { mergeOutcomes } from './merge-outcomes.ts'
import type { OutcomeStore } from './outcome-store.ts'
import { progressOf } from './road.ts'
import { searchStreams, type Searched, type Seen } from './search-streams.ts'

export interface RoadDeps {
  readonly bus: Bus
  readonly store: OutcomeStore
  readonly searchMax: number
}

/** Longest id that is looked for. */
export const idLengthMax = 1_024
/** Tries of one event that are told. */
const outcomesMax = 1_000
const routerConsumer = 'router'

/** The whole road of an event: its outcomes, or else how far it got. */
export async function findRoad(id: string, deps: RoadDeps): Promise<GetRoadResponse> {
  const before = await outcomesOf(id, deps)
  if (before.length > 0) return answer({ outcomes: before, searched: undefined, isRouted: true })
  const searched = await searchStreams(id, deps)
  const isRouted = await isRoutedAll(searched.recorded, deps.bus)
  // It may have gone all the way while it was looked for.
  return answer({ outcomes: await outcomesOf(id, deps), searched, isRouted })
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

function answer(known: {
  readonly outcomes: Outcome[]
  readonly searched: Searched | undefined
  readonly isRouted: boolean
}): GetRoadResponse {
  const { outcomes, searched } = known
  return create(GetRoadResponseSchema, {
    outcomes,
    ...progressOf(known),
    searched: BigInt(searched?.messages ?? 0),
    sightings: [...(searched?.delivered ?? []), ...(searched?.recorded ?? [])].map(sightingOf),
    pending: (searched?.waiting ?? []).map(({ id, namespace, sensor, trigger, attempt }) => ({
      id,
      namespace,
      sensor,
      trigger,
      attempt,
    })),
  })
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
