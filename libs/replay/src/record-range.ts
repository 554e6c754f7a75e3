import { readToEnd, token, type Bus, type ReadFrom } from '@millrace/bus'
import { readDeliveryBatch, type DeliveryHead } from '@millrace/protocol/wire'
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
    const { stream, next, last } = stretch
    if (next > last) continue
    const from = startOf(next, range.fromUs)
    for await (const message of readToEnd(bus, { stream, from, last, silenceMaxMs })) {
      const { deliveries, acceptedAtUs } = readDeliveryBatch(message.data)
      if (range.untilUs !== 0 && acceptedAtUs >= range.untilUs) break
      const isEarly = acceptedAtUs < range.fromUs
      const meant = isEarly ? [] : [...deliveries.entries()].filter(([, delivery]) => isMeant(delivery, range))
      yield {
        stream,
        seq: message.seq,
        acceptedAtUs,
        deliveries: meant.map(([nth, delivery]) => ({ nth, delivery })),
        gone: 0,
        cursor: JSON.stringify([{ ...stretch, next: message.seq + 1 }, ...rest]),
        fraction: fractionOf(stretches, at, message.seq),
      }
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

function startOf(next: number, fromUs: number): ReadFrom {
  if (next > 0) return { kind: 'seq', seq: next }
  // The bus stores an event after it was accepted.
  return fromUs === 0 ? { kind: 'first' } : { kind: 'time', timeUs: fromUs }
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
