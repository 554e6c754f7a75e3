import type { Bus } from '@millrace/bus'
import type { Progress } from '@millrace/joins'

/** The name of the consumer that all replicas of the router share. */
const consumer = 'router'
/** A message that the server has stored is told to consumers within this. Milliseconds. */
const settleMs = 1_000

/** How far the router, all its replicas together, is with the record of a subject. Rejects when the bus is away. */
export async function recordProgress({ manager }: Bus, subject: string): Promise<Progress> {
  const stream = streamOf(subject)
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

/** Up to which message of the record of a subject every one is done with. Rejects when the bus is away. */
export async function recordFloor({ manager }: Bus, subject: string): Promise<number> {
  const info = await manager.consumers.info(streamOf(subject), consumer)
  return info.ack_floor.stream_seq
}

/** `events.<namespace>.<bus>` is kept by the stream `EVENTS_<namespace>_<bus>`. */
function streamOf(subject: string): string {
  const [, namespace = '', bus = ''] = subject.split('.')
  return `EVENTS_${namespace}_${bus}`
}
