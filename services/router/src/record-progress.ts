import type { Bus } from '@millrace/bus'
import { eventsStream, eventsSubject } from '@millrace/bus'
import type { Progress } from '@millrace/joins'

/** Where a record is. */
export interface RecordName {
  readonly namespace: string
  readonly bus: string
}

/** The name of the consumer that all replicas of the router share. */
const consumer = 'router'
/** A message that the server has stored is told to consumers within this. Milliseconds. */
const settleMs = 1_000

/** How far the router, all its replicas together, is with a record. Rejects when the bus is away. */
export async function recordProgress({ manager }: Bus, { namespace, bus }: RecordName): Promise<Progress> {
  const stream = eventsStream(namespace, bus)
  const subject = eventsSubject(namespace, bus)
  const info = await manager.consumers.info(stream, consumer)
  const floor = info.ack_floor.stream_seq
  // The server's own clock, which stamps the messages too. The library's type leaves it out.
  const { ts } = info as { readonly ts?: string }
  const serverNowMs = ts === undefined ? Date.now() : Date.parse(ts)
  const idle = { stream: subject, floor, decidedUpToMs: serverNowMs - settleMs }
  if (info.num_pending === 0 && info.num_ack_pending === 0) return idle
  // The first message that is not done with. The library's type leaves the subject out.
  const query = { seq: floor + 1, next_by_subj: subject } as { seq: number }
  const first = await manager.streams.getMessage(stream, query)
  return first === null ? idle : { ...idle, decidedUpToMs: Math.min(idle.decidedUpToMs, first.time.getTime()) }
}

/** Up to which message of a record every one is done with. Rejects when the bus is away. */
export async function recordFloor({ manager }: Bus, record: RecordName): Promise<number> {
  const info = await manager.consumers.info(eventsStream(record.namespace, record.bus), consumer)
  return info.ack_floor.stream_seq
}
