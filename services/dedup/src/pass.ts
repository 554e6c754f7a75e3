import {
  ack,
  eventsSubject,
  storeForSure,
  tellFate,
  workflowEventsBus,
  type Bus,
  type GroupPublisher,
  type StreamMessage,
  type Verdict,
} from '@millrace/bus'
import { claimDeliveries, type LedgerRedis } from '@millrace/ledger'
import {
  WireError,
  encodeDeliveryBatch,
  readDeliveryBatch,
  readEvent,
  type DeliveryHead,
} from '@millrace/protocol/wire'
import { accept, identityOf, isClaimed, type Accepted } from './accept.ts'
import { duplicateGroup } from './duplicate-group.ts'
import type { DedupEvents } from './events.ts'
import type { UnderWay } from './under-way.ts'

/** What {@link passDeliveries} works with. */
export interface PassDeps {
  readonly bus: Bus
  readonly redis: LedgerRedis
  /** Counts what was claimed and is not recorded yet. */
  readonly stores: UnderWay
  /** Where it is told which deliveries had come before. */
  readonly decisions: Pick<GroupPublisher, 'add'>
  readonly events: DedupEvents
  /** How long a delivery id is remembered where the delivery does not say. Milliseconds. */
  readonly windowMs: number
  readonly stop: AbortSignal
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}

/**
 * Lets the deliveries of one message pass, each delivery id once: claim → store on EVENTS → acknowledge. Every step
 * bears being repeated. The claim's value is the delivery's position, so a message that is redelivered finds its own
 * claims; the message on EVENTS has an id made of the position, so the stream stores it once.
 */
export async function passDeliveries(message: StreamMessage, deps: PassDeps): Promise<Verdict> {
  const deliveries = readOrReject(message)
  if (deliveries instanceof WireError) {
    deps.events.unreadable(message.seq, deliveries)
    return { kind: 'reject', reason: deliveries.message }
  }
  const passed = await claim(message, deliveries, deps)
  const nowUs = deps.nowUs()
  const accepted = accept(deliveries, (index) => passed[index] === true)
  const duplicates = deliveries.filter((_, index) => passed[index] !== true)
  const [stored] = await Promise.all([
    deps.stores.during(Promise.all(accepted.map((one) => store(message, one, nowUs, deps)))),
    duplicates.length === 0 ? undefined : deps.decisions.add(duplicateGroup(duplicates, nowUs)),
  ])
  if (stored.includes(false)) return { kind: 'retry', afterMs: 0 }
  for (const one of duplicates) {
    if (one.bus === workflowEventsBus) tellFate(deps.bus, readEvent(one.eventBytes), { isDuplicate: true })
  }
  deps.events.passed(message, deliveries, passed)
  return ack
}

function readOrReject(message: StreamMessage): readonly DeliveryHead[] | WireError {
  try {
    return readDeliveryBatch(message.data).deliveries
  } catch (error) {
    if (error instanceof WireError) return error
    throw error
  }
}

async function claim(message: StreamMessage, deliveries: readonly DeliveryHead[], deps: PassDeps): Promise<boolean[]> {
  const passed = deliveries.map(() => true)
  const claimed = deliveries.map((_, index) => index).filter((index) => isClaimed(at(deliveries, index)))
  const fresh = await claimDeliveries(
    deps.redis,
    claimed.map((index) => {
      const delivery = at(deliveries, index)
      return {
        identity: identityOf(delivery),
        position: `${message.seq}.${index}`,
        windowMs: delivery.dedupWindowMs === 0 ? deps.windowMs : delivery.dedupWindowMs,
      }
    }),
  )
  for (const [nth, index] of claimed.entries()) passed[index] = fresh[nth] === true
  return passed
}

/** False only when the service stops before it is stored. */
async function store(message: StreamMessage, accepted: Accepted, nowUs: number, deps: PassDeps): Promise<boolean> {
  const subject = eventsSubject(accepted.namespace, accepted.bus)
  const bytes = accepted.deliveries.map((delivery) => delivery.bytes)
  const data = encodeDeliveryBatch(bytes, nowUs)
  const id = `${message.seq}-${message.storedAtUs}`
  const stored = await storeForSure(
    deps.bus,
    { subject, data, id },
    { stop: deps.stop, onFault: (subject, fault) => deps.events.publishFailed(subject, fault) },
  )
  return stored !== undefined
}

function at<T>(list: readonly T[], index: number): T {
  const value = list[index]
  if (value === undefined) throw new RangeError(`no element ${index}`)
  return value
}
