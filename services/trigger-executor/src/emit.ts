import {
  BusFault,
  deadMessage,
  heldSubject,
  invocationsSubject,
  laterSubject,
  storeForSure,
  triedSubject,
  type Bus,
  type GroupPublisher,
  type StoreOptions,
} from '@millrace/bus'
import {
  encodeInvocationBatch,
  encodeOutcome,
  encodeOutcomeBatch,
  type InvocationBatch,
  type RoadOutcome,
} from '@millrace/protocol/wire'
import { pausedName } from './follow-pauses.ts'
import { hash } from 'node:crypto'

/** Where results go. */
export interface Emit extends AsyncDisposable {
  /** Resolves when the outcome is stored. */
  outcome(outcome: RoadOutcome): Promise<void>
  /**
   * Resolves when the dead letter is stored: the outcome, and the invocation for a redrive. `dlqInvocationId`: of its
   * dlqTrigger's invocation, or empty.
   */
  dead(outcome: RoadOutcome, invocation: InvocationBatch, dlqInvocationId: string): Promise<void>
  /** Makes a dlqTrigger's invocation due. Resolves when it is stored. */
  due(invocation: InvocationBatch): Promise<void>
  /** Puts the next attempt to a later time, outside of any process. Resolves when it is stored. */
  later(invocation: InvocationBatch, atMs: number): Promise<void>
  /** The same without an attempt having been made, for several invocations of one trigger. */
  putOff(invocations: InvocationBatch, atMs: number): Promise<void>
  /** Puts invocations of one trigger where nobody takes them up until they are released. Resolves when it is stored. */
  held(invocations: InvocationBatch): Promise<void>
}

const ackTimeoutMs = 5_000
/** Outcomes gather for this long: nobody waits for them but the ack of their invocation. Milliseconds. */
const gatherMs = 25

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
    async dead(outcome, batch, dlqInvocationId) {
      await store(deadMessage(outcome, batch, dlqInvocationId))
    },
    async due(batch) {
      const [invocation] = batch.invocations
      if (invocation === undefined) return
      await store({ subject: invocationsSubject, data: encodeInvocationBatch(batch), id: `due-${invocation.id}` })
    },
    async later(batch, atMs) {
      const [invocation] = batch.invocations
      if (invocation === undefined) return
      const id = `later-${invocation.id}-${invocation.attempt}`
      const data = encodeInvocationBatch(batch)
      await store({ subject: laterSubject(invocation.id), data, id, headers: scheduled(atMs) })
    },
    async putOff(batch, atMs) {
      const name = contentId(batch)
      const data = encodeInvocationBatch(batch)
      await store({ subject: laterSubject(name), data, id: `off-${name}`, headers: scheduled(atMs) })
    },
    async held(batch) {
      const [invocation] = batch.invocations
      if (invocation === undefined) return
      const subject = heldSubject(invocation.namespace, invocation.sensor, pausedName(invocation))
      await store({ subject, data: encodeInvocationBatch(batch), id: `held-${contentId(batch)}` })
    },
    [Symbol.asyncDispose]: () => outcomes[Symbol.asyncDispose](),
  }
}

const scheduled = (atMs: number): Record<string, string> => ({
  'Nats-Schedule': `@at ${new Date(atMs).toISOString()}`,
  'Nats-Schedule-Target': invocationsSubject,
})

/** The same for the same invocations at the same point of their way, and for nothing else: `putOffs` grows with each wait. */
function contentId({ invocations }: InvocationBatch): string {
  const text = invocations.map(({ id, attempt, putOffs = 0 }) => `${id}.${attempt}.${putOffs}`).join()
  return hash('sha256', text, 'hex').slice(0, 32)
}
