import { deliveriesStream, readEnd, type Bus, type EndMessage } from '@millrace/bus'
import { restoreDeliveries, restoreInBatches, type DeliveryClaim, type LedgerRedis } from '@millrace/ledger'
import { readDeliveryBatch, type DeliveryHead } from '@millrace/protocol/wire'
import { identityOf, isClaimed } from './accept.ts'

/** What {@link restoreFromRecords} works with. */
export interface RestoreDeps {
  readonly bus: Pick<Bus, 'connection' | 'manager'>
  readonly windowMs: number
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
}

/**
 * How far back records are read: what Redis may lose in a crash (two seconds, as it writes to its disk every second), and
 * how long the record of a claimed delivery may take, with much to spare. Counted from the last event of each record, as
 * nothing is recorded while Redis is away. Milliseconds.
 */
const backMs = 60_000

/** Claims the ids of the last minute of all records again. Gives how many of them had been forgotten. */
export async function restoreFromRecords(redis: LedgerRedis, deps: RestoreDeps): Promise<number> {
  return restoreInBatches(recordedClaims(deps), (claims) => restoreDeliveries(redis, claims))
}

async function* recordedClaims(deps: RestoreDeps): AsyncGenerator<readonly DeliveryClaim[]> {
  const { bus } = deps
  const { state } = await bus.manager.streams.info(deliveriesStream)
  for await (const { config } of bus.manager.streams.list('events.>')) {
    for await (const subject of subjectsOf(bus, config.name)) {
      for await (const message of readEnd(bus, { stream: config.name, subject, backMs })) {
        yield await claimsOf(message, state.first_seq, deps)
      }
    }
  }
}

/** A record of an EventBus has one subject, that of the Workflows event API one for each namespace. */
async function* subjectsOf({ manager }: RestoreDeps['bus'], stream: string): AsyncGenerator<string> {
  const { state } = await manager.streams.info(stream, { subjects_filter: '>' })
  yield* Object.keys(state.subjects ?? {})
}

async function claimsOf(message: EndMessage, firstSeq: number, deps: RestoreDeps): Promise<DeliveryClaim[]> {
  const { deliveries } = readDeliveryBatch(message.data)
  const positionOf = await positionsIn(message.id, firstSeq, deps.bus)
  const ageMs = (deps.nowUs() - message.storedAtUs) / 1_000
  return deliveries.filter(isClaimed).flatMap((delivery) => {
    const windowMs = Math.ceil((delivery.dedupWindowMs === 0 ? deps.windowMs : delivery.dedupWindowMs) - ageMs)
    return windowMs <= 0 ? [] : [{ identity: identityOf(delivery), position: positionOf(delivery), windowMs }]
  })
}

/**
 * The positions that claimed what a message of a record holds: its id is made of the one of DELIVERIES. That one is still
 * there where it was not acknowledged; it comes again then, and must recognise its claims.
 */
async function positionsIn(
  id: string,
  firstSeq: number,
  { manager }: RestoreDeps['bus'],
): Promise<(delivery: DeliveryHead) => string> {
  const seq = Number(/^\d+/u.exec(id)?.[0] ?? 0)
  const source = seq < Math.max(1, firstSeq) ? null : await manager.streams.getMessage(deliveriesStream, { seq })
  const places = new Map<string, number>()
  for (const [index, delivery] of (source === null ? [] : readDeliveryBatch(source.data).deliveries).entries()) {
    const key = JSON.stringify(identityOf(delivery))
    if (!places.has(key)) places.set(key, index)
  }
  if (places.size === 0) return () => `${seq}.recorded`
  return (delivery) => `${seq}.${places.get(JSON.stringify(identityOf(delivery))) ?? 'recorded'}`
}
