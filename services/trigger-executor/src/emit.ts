import {
  BusFault,
  deadSubject,
  invocationsSubject,
  laterSubject,
  storeForSure,
  triedSubject,
  type Bus,
  type GroupPublisher,
  type StoreOptions,
} from '@millrace/bus'
import {
  encodeDeadLetter,
  encodeInvocationBatch,
  encodeOutcome,
  encodeOutcomeBatch,
  type InvocationBatch,
  type RoadOutcome,
} from '@millrace/protocol/wire'

/** Where results go. */
export interface Emit extends AsyncDisposable {
  /** Resolves when the outcome is stored. */
  outcome(outcome: RoadOutcome): Promise<void>
  /** Resolves when the dead letter is stored: the outcome, and the invocation for a redrive. */
  dead(outcome: RoadOutcome, invocation: InvocationBatch): Promise<void>
  /** Puts the next attempt to a later time, outside of any process. Resolves when it is stored. */
  later(invocation: InvocationBatch, atMs: number): Promise<void>
}

const ackTimeoutMs = 5_000
/** Outcomes gather for this long: nobody waits for them but the ack of their invocation. Milliseconds. */
const gatherMs = 10

export function openEmit(bus: Bus, stop: StoreOptions): Emit {
  const outcomes: GroupPublisher = bus.publisher({
    subject: triedSubject,
    join: encodeOutcomeBatch,
    entriesMax: 512,
    bytesMax: 512 * 1024,
    inFlightMax: 2,
    waitingMax: 100_000,
    gatherMs,
    giveUpMs: Infinity,
    ackTimeoutMs,
  })
  const store = async (message: Parameters<typeof storeForSure>[1]): Promise<void> => {
    const stored = await storeForSure(bus, message, stop)
    // Nothing is acknowledged then: the message comes again after the next start.
    if (stored === undefined)
      throw new BusFault('bus-closed', `${message.subject} did not store a message before the stop`)
  }
  return {
    async outcome(outcome) {
      await outcomes.add(encodeOutcome(outcome))
    },
    async dead(outcome, batch) {
      const data = encodeDeadLetter(encodeOutcome(outcome), encodeInvocationBatch(batch))
      const subject = deadSubject(outcome.namespace, outcome.sensor, outcome.invocationId)
      await store({ subject, data, id: `dead-${outcome.invocationId}` })
    },
    async later(batch, atMs) {
      const [invocation] = batch.invocations
      if (invocation === undefined) return
      const headers = {
        'Nats-Schedule': `@at ${new Date(atMs).toISOString()}`,
        'Nats-Schedule-Target': invocationsSubject,
      }
      const id = `later-${invocation.id}-${invocation.attempt}`
      const data = encodeInvocationBatch(batch)
      await store({ subject: laterSubject(invocation.id), data, id, headers })
    },
    [Symbol.asyncDispose]: () => outcomes[Symbol.asyncDispose](),
  }
}
