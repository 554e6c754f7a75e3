import { readToEnd, type Bus, type EndedWish } from '@millrace/bus'
import type { StoredMsg } from '@nats-io/jetstream'

/** A stored message. */
export interface Stored {
  readonly seq: number
  readonly data: Uint8Array
  /** Microseconds since the Unix epoch. */
  readonly storedAtUs: number
}

/** A stream that stops sending before its end is given up after this. Milliseconds. */
const silenceMaxMs = 5_000

/** The newest messages of a stream, oldest first. */
export async function* readTail(bus: Bus, stream: string, messagesMax: number): AsyncGenerator<Stored> {
  const { state } = await bus.manager.streams.info(stream)
  const from = { kind: 'seq', seq: state.last_seq - messagesMax + 1 } as const
  yield* readOn(bus, { stream, from, last: state.last_seq })
}

/** A stretch of a stream. Times are microseconds since the Unix epoch. */
export interface Stretch {
  readonly fromUs: number
  readonly untilUs: number
  readonly messagesMax: number
}

/** The messages that were stored within a time, oldest first. */
export async function* readFrom(bus: Bus, stream: string, stretch: Stretch): AsyncGenerator<Stored> {
  const { fromUs, untilUs, messagesMax } = stretch
  let read = 0
  for await (const message of readOn(bus, { stream, from: { kind: 'time', timeUs: fromUs } })) {
    if (message.storedAtUs > untilUs) return
    yield message
    if ((read += 1) >= messagesMax) return
  }
}

/** The messages from a sequence number on, oldest first, up to another. */
export async function* readBetween(bus: Bus, stream: string, first: number, last: number): AsyncGenerator<Stored> {
  if (first > last) return
  yield* readOn(bus, { stream, from: { kind: 'seq', seq: first }, last })
}

/** The messages of a stretch that has an end. */
async function* readOn(bus: Bus, wish: EndedWish): AsyncGenerator<Stored> {
  for await (const { seq, data, storedAtUs } of readToEnd(bus, { ...wish, silenceMaxMs }))
    yield { seq, data, storedAtUs }
}

/**
 * The oldest messages that wait in a work queue. Such a stream refuses a second consumer, so they are fetched one by one;
 * the oldest are the ones that are stuck.
 */
export async function* readQueue(
  bus: Bus,
  stream: string,
  subject: string,
  messagesMax: number,
): AsyncGenerator<Stored> {
  let seq = 1
  for (let read = 0; read < messagesMax; read += 1) {
    const message = await next(bus, stream, seq, subject)
    if (message === null) return
    yield { seq: message.seq, data: message.data, storedAtUs: message.time.getTime() * 1_000 }
    seq = message.seq + 1
  }
}

function next(bus: Bus, stream: string, seq: number, subject: string): Promise<StoredMsg | null> {
  // The server takes both together: the first message of the subject from there on. The library's type leaves it out.
  const query = { seq, next_by_subj: subject } as { seq: number }
  return bus.manager.streams.getMessage(stream, query)
}

/** When the first message behind a position was stored, of a subject where one is named. Microseconds since the Unix epoch. */
export async function firstAfter(bus: Bus, stream: string, seq: number, subject = '>'): Promise<number | undefined> {
  const message = await next(bus, stream, seq + 1, subject)
  return message === null ? undefined : message.time.getTime() * 1_000
}

/** The streams that are the record of an EventBus, in order of name. */
export async function recordStreams(bus: Bus): Promise<string[]> {
  const names: string[] = []
  for await (const name of bus.manager.streams.names('events.>')) names.push(name)
  return names.sort()
}
