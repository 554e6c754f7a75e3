import type { Bus } from '@millrace/bus'
import { DeliverPolicy, jetstream, type OrderedConsumerOptions, type StoredMsg } from '@nats-io/jetstream'

/** A stored message. */
export interface Stored {
  readonly seq: number
  readonly data: Uint8Array
  /** Microseconds since the Unix epoch. */
  readonly storedAtUs: number
}

/** Messages that are on their way to us at most. */
const aheadMax = 500
/** A stream that stops sending before its end is given up after this. Milliseconds. */
const silenceMaxMs = 5_000

/** The newest messages of a stream, oldest first; those that come meanwhile may be among them. */
export async function* readTail(bus: Bus, stream: string, messagesMax: number): AsyncGenerator<Stored> {
  const { state } = await bus.manager.streams.info(stream)
  if (state.messages === 0) return
  const start = Math.max(state.first_seq, state.last_seq - messagesMax + 1)
  const position = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: start } as const
  for await (const message of readOn(bus, stream, position)) {
    yield message
    if (message.seq >= state.last_seq) return
  }
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
  const startTime = new Date(Math.max(0, fromUs) / 1_000).toISOString()
  let read = 0
  for await (const message of readOn(bus, stream, {
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: startTime,
  })) {
    if (message.storedAtUs > untilUs) return
    yield message
    if ((read += 1) >= messagesMax) return
  }
}

/** The messages from a sequence number on, oldest first, up to another. */
export async function* readBetween(bus: Bus, stream: string, first: number, last: number): AsyncGenerator<Stored> {
  if (first > last) return
  const position = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: first } as const
  for await (const message of readOn(bus, stream, position)) {
    if (message.seq > last) return
    yield message
    if (message.seq === last) return
  }
}

type Position = Pick<OrderedConsumerOptions, 'deliver_policy' | 'opt_start_seq' | 'opt_start_time'>

/** The messages from a position on, to the end of the stream as it is then. */
async function* readOn(bus: Bus, stream: string, position: Partial<Position>): AsyncGenerator<Stored> {
  const consumer = await jetstream(bus.connection).consumers.get(stream, position)
  const { num_pending: pending } = await consumer.info(true)
  if (pending === 0) return
  const messages = await consumer.consume({ max_messages: aheadMax })
  const guard = setTimeout(() => messages.stop(), silenceMaxMs)
  try {
    for await (const { seq, data, info, timestampNanos } of messages) {
      guard.refresh()
      yield { seq, data, storedAtUs: Number(timestampNanos / 1_000n) }
      if (info.pending === 0) return
    }
  } finally {
    clearTimeout(guard)
    messages.stop()
  }
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
