import {
  BusFault,
  ack,
  invocationsSubject,
  storeForSure,
  type Bus,
  type StreamMessage,
  type Verdict,
} from '@millrace/bus'
import { JoinFault, type Joins } from '@millrace/joins'
import { WireError, encodeInvocationBatch, readDeliveryBatch, type DeliveryHead } from '@millrace/protocol/wire'
import { chunk, type Emitted } from '@millrace/invocation'
import type { Payloads } from '@millrace/payloads'
import type { Bindings } from './bindings/bindings.ts'
import type { FaultTeller } from './bindings/tell-faults.ts'
import { decide, type Decisions } from './decide.ts'
import type { Decided } from './decision.ts'
import type { RouterEvents } from './events.ts'
import type { DecisionRecord } from './record-decisions.ts'
import type { Sensors } from './sensors.ts'
import type { Turns } from './turns.ts'

/** A message whose join could not be changed, or whose large data not be reached, comes again after this. Milliseconds. */
const putOffMs = 500

/** What routing works with. */
export interface RouteDeps {
  readonly bus: Bus
  readonly decisions: DecisionRecord
  readonly events: RouterEvents
  readonly joins: Pick<Joins, 'take' | 'stored'>
  /** Reads and stores data that is too large for a message. */
  readonly payloads: Pick<Payloads, 'inlineBytesMax' | 'load' | 'store'>
  readonly sensors: Sensors
  readonly bindings: Pick<Bindings, 'of'>
  readonly bindingFaults: Pick<FaultTeller, 'tell'>
  readonly stop: AbortSignal
  readonly turns: Turns
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}

/**
 * Decides about the events of one message, and emits what is due: match → change joins → store on INVOCATIONS, and on
 * OUTCOMES why nothing was → acknowledge. Bears being repeated: invocations have the same ids again, and the messages
 * too as long as the sensors are the same.
 */
export async function route(message: StreamMessage, deps: RouteDeps): Promise<Verdict> {
  const batch = readOrReject(message)
  if (batch instanceof WireError) {
    deps.events.unreadable(message, batch)
    return { kind: 'reject', reason: batch.message }
  }
  const decided = await decideOrPutOff(message, batch.deliveries, deps)
  if (decided === undefined) return { kind: 'retry', afterMs: putOffMs }
  return settle(decided, message, batch.acceptedAtUs, deps)
}

/** Stores what was decided. */
function settle(
  { fired, recording }: Decisions,
  message: StreamMessage,
  acceptedAtUs: number,
  deps: RouteDeps,
): Promise<Verdict> {
  const routedAtUs = deps.nowUs()
  const batches = chunk(
    fired.flatMap((one) => emit(one, deps)),
    acceptedAtUs,
    routedAtUs,
  )
  const storing = batches.map((one, nth) => {
    const id = `${message.subject}-${message.seq}-${message.storedAtUs}-${nth}`
    const publish = { subject: invocationsSubject, data: encodeInvocationBatch(one), id }
    return storeForSure(deps.bus, publish, {
      stop: deps.stop,
      onFault: (subject, fault) => deps.events.publishFailed(subject, fault),
    })
  })
  return Promise.all([Promise.all(storing), recording.store()]).then(([stored]) => conclude(fired, stored, deps))
}

function conclude(fired: readonly Decided[], stored: readonly unknown[], deps: RouteDeps): Verdict {
  if (stored.includes(undefined)) return { kind: 'retry', afterMs: 0 }
  for (const one of fired) tellJoin(one, deps)
  return ack
}

/** Undefined: a join could not be changed now, or large data not be reached. */
async function decideOrPutOff(
  message: StreamMessage,
  deliveries: readonly DeliveryHead[],
  deps: RouteDeps,
): Promise<Decisions | undefined> {
  try {
    return await decide(message, deliveries, deps)
  } catch (fault) {
    if (!(fault instanceof BusFault || fault instanceof JoinFault)) throw fault
    if (!deps.stop.aborted) deps.events.joinPutOff(message, fault)
    return undefined
  }
}

/** The state may forget a firing that is stored. */
function tellJoin({ namespace, sensor, trigger, decision }: Decided, { joins }: RouteDeps): void {
  if (decision.kind === 'fired' && decision.joined) joins.stored({ namespace, sensor, trigger }, decision.invocationId)
}

function readOrReject(message: StreamMessage): ReturnType<typeof readDeliveryBatch> | WireError {
  try {
    return readDeliveryBatch(message.data)
  } catch (error) {
    if (error instanceof WireError) return error
    throw error
  }
}

function emit(decided: Decided, { events }: RouteDeps): Emitted[] {
  const { decision, namespace, sensor, generation, trigger } = decided
  if (decision.kind !== 'fired') return []
  events.emitted(namespace, sensor, trigger)
  return [
    {
      invocation: { id: decision.invocationId, namespace, sensor, generation, trigger, attempt: 1, uncertain: false },
      events: decision.events,
    },
  ]
}
