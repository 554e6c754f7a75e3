import { BusFault, deadMessage, invocationsSubject, storeForSure, type Bus, type StoreOptions } from '@millrace/bus'
import type { JoinName, KeptEvent, Owed } from '@millrace/joins'
import { Result } from '@millrace/protocol/road'
import {
  decodeDelivery,
  encodeInvocationBatch,
  traceparentOf,
  type InvocationBatch,
  type OutcomeEvent,
  type RoadOutcome,
} from '@millrace/protocol/wire'
import { chunk, type Emitted } from '@millrace/invocation'

/** What storing needs beside the bus. */
export interface StoreOwedDeps {
  readonly bus: Bus
  readonly store: StoreOptions
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
  /** `http`, `log`, …; empty: not known any more. */
  readonly triggerTypeOf: (name: JoinName) => string
  readonly onGivenUp: (name: JoinName, owed: Owed) => void
}

/**
 * Stores what joins owe: firings on INVOCATIONS, what is given up among the dead letters with all that a redrive needs.
 * Rejects when the stop came first. An invocation that is stored twice has one effect.
 */
export async function storeOwed(name: JoinName, owed: readonly Owed[], deps: StoreOwedDeps): Promise<void> {
  const firings = owed.filter(({ reason }) => reason === '')
  for (const batch of chunk(
    firings.map((one) => emittedOf(name, one)),
    0,
    deps.nowUs(),
  )) {
    const id = `join-${batch.invocations
      .map((one) => one.id)
      .join('-')
      .slice(0, 100)}-${batch.invocations.length}`
    await stored({ subject: invocationsSubject, data: encodeInvocationBatch(batch), id }, deps)
  }
  for (const one of owed) {
    if (one.reason === '') continue
    const [batch] = chunk([emittedOf(name, one)], 0, deps.nowUs())
    if (batch === undefined) continue
    await stored(deadMessage(outcomeOf(name, one, deps), batch), deps)
    deps.onGivenUp(name, one)
  }
}

async function stored(message: Parameters<typeof storeForSure>[1], { bus, store }: StoreOwedDeps): Promise<void> {
  const ack = await storeForSure(bus, message, store)
  if (ack === undefined) throw new BusFault('bus-closed', `${message.subject} did not store a message before the stop`)
}

function emittedOf({ namespace, sensor, trigger }: JoinName, { id, generation, events }: Owed): Emitted {
  const invocation: Omit<InvocationBatch['invocations'][number], 'dependencies'> = {
    id,
    namespace,
    sensor,
    generation,
    trigger,
    attempt: 1,
    uncertain: false,
  }
  return { invocation, events: new Map(events.map(({ dependency, delivery }) => [dependency, delivery])) }
}

function outcomeOf(name: JoinName, owed: Owed, { nowUs, triggerTypeOf }: StoreOwedDeps): RoadOutcome {
  return {
    ...name,
    invocationId: owed.id,
    generation: owed.generation,
    triggerType: triggerTypeOf(name),
    // No try was made.
    attempt: 0,
    result: Result.DEAD,
    uncertain: false,
    reason: owed.reason,
    status: 0,
    events: owed.events.map(eventOf),
    acceptedAtUs: 0,
    routedAtUs: owed.decidedAtMs * 1_000,
    startedAtUs: 0,
    finishedAtUs: nowUs(),
    nextAttemptAtUs: 0,
  }
}

function eventOf({ dependency, delivery }: KeptEvent): OutcomeEvent {
  const { eventSource, eventName, deliveryId, receivedAtUs, event } = decodeDelivery(delivery)
  const traceparent = traceparentOf(event) ?? ''
  return { dependency, eventSource, eventName, eventId: event.id, deliveryId, receivedAtUs, traceparent }
}
