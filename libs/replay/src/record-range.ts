import { token, type Bus } from '@millrace/bus'
import { readDeliveryBatch, type DeliveryHead } from '@millrace/protocol/wire'
import { DeliverPolicy, jetstream, type JsMsg } from '@nats-io/jetstream'
import type { Recorded } from './recorded.ts'
import type { ReplaySpec, Selection } from './replay.ts'

type Range = Extract<Selection, { kind: 'range' }>

/** A stretch of one stream: from a position on, up to the last one. */
interface Stretch {
  readonly stream: string
  readonly next: number
  readonly first: number
  readonly last: number
}

/** Bytes on their way to us at most. */
const aheadBytesMax = 2 * 1_048_576
/** A stream that stops sending before its end makes the replay begin anew from where it is. Milliseconds. */
const silenceMaxMs = 30_000

/** Reads the records of a namespace from the first event of a range to its last one, EventBus by EventBus. */
export async function* recordedRange(
  bus: Pick<Bus, 'connection' | 'manager'>,
  { namespace }: ReplaySpec,
  range: Range,
  cursor: string,
): AsyncGenerator<Recorded> {
  const stretches = cursor === '' ? await stretchesOf(bus, namespace, range) : readCursor(cursor)
  for (const [at, stretch] of stretches.entries()) {
    const rest = stretches.slice(at + 1)
    if (stretch.next > stretch.last) continue
    for await (const message of messagesOf(bus, stretch, range)) {
      const { deliveries, acceptedAtUs } = readDeliveryBatch(message.data)
      if (range.untilUs !== 0 && acceptedAtUs >= range.untilUs) break
      const isEarly = acceptedAtUs < range.fromUs
      const meant = isEarly ? [] : [...deliveries.entries()].filter(([, delivery]) => isMeant(delivery, range))
      yield {
        stream: stretch.stream,
        seq: message.seq,
        acceptedAtUs,
        deliveries: meant.map(([nth, delivery]) => ({ nth, delivery })),
        gone: 0,
        cursor: JSON.stringify([{ ...stretch, next: message.seq + 1 }, ...rest]),
        fraction: fractionOf(stretches, at, message.seq),
      }
      if (message.seq >= stretch.last) break
    }
  }
}

/** What is there when the replay begins: what comes later is not a part of it. */
async function stretchesOf(
  { manager }: Pick<Bus, 'manager'>,
  namespace: string,
  range: Range,
): Promise<readonly Stretch[]> {
  const stretches: Stretch[] = []
  const subject = `events.${token(namespace)}.${range.bus === '' ? '*' : token(range.bus)}`
  for await (const { config, state } of manager.streams.list(subject)) {
    if (state.messages > 0) {
      stretches.push({ stream: config.name, next: 0, first: state.first_seq, last: state.last_seq })
    }
  }
  return stretches.sort((a, b) => (a.stream < b.stream ? -1 : 1))
}

/** What {@link recordedRange} wrote itself. */
const readCursor = (cursor: string): readonly Stretch[] => JSON.parse(cursor) as Stretch[]

async function* messagesOf(
  { connection }: Pick<Bus, 'connection'>,
  { stream, next }: Stretch,
  { fromUs }: Range,
): AsyncGenerator<JsMsg> {
  const consumer = await jetstream(connection).consumers.get(stream, startOf(next, fromUs))
  const messages = await consumer.consume({ max_bytes: aheadBytesMax })
  let isSilent = false
  const silence = setTimeout(() => {
    isSilent = true
    messages.stop()
  }, silenceMaxMs)
  try {
    for await (const message of messages) {
      silence.refresh()
      yield message
      silence.refresh()
      if (message.info.pending === 0) return
    }
    if (isSilent) throw new Error(`${stream} does not go on after ${silenceMaxMs} ms`)
  } finally {
    clearTimeout(silence)
    messages.stop()
  }
}

function startOf(next: number, fromUs: number) {
  if (next > 0) return { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: next }
  if (fromUs === 0) return { deliver_policy: DeliverPolicy.All }
  // The bus stores an event after it was accepted.
  return { deliver_policy: DeliverPolicy.StartTime, opt_start_time: new Date(fromUs / 1_000).toISOString() }
}

function isMeant({ eventSource, eventName }: DeliveryHead, range: Range): boolean {
  if (range.eventSource !== '' && range.eventSource !== eventSource) return false
  return range.eventName === '' || range.eventName === eventName
}

/** By positions: streams count by how many they have. */
function fractionOf(stretches: readonly Stretch[], at: number, seq: number): number {
  let done = 0
  let all = 0
  for (const [nth, { first, last }] of stretches.entries()) {
    all += last - first + 1
    if (nth < at) done += last - first + 1
    else if (nth === at) done += seq - first + 1
  }
  return all === 0 ? 1 : Math.min(1, Math.max(0, done / all))
}
