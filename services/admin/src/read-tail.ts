import type { Bus } from '@millrace/bus'
import { DeliverPolicy, jetstream, type StoredMsg } from '@nats-io/jetstream'

/** A stored message. */
export interface Stored {
  readonly seq: number
  readonly data: Uint8Array
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
  const position = { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: start }
  const consumer = await jetstream(bus.connection).consumers.get(stream, position)
  const messages = await consumer.consume({ max_messages: aheadMax })
  const guard = setTimeout(() => messages.stop(), silenceMaxMs)
  try {
    for await (const { seq, data, info } of messages) {
      guard.refresh()
      yield { seq, data }
      if (info.pending === 0 || seq >= state.last_seq) return
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
    yield message
    seq = message.seq + 1
  }
}

function next(bus: Bus, stream: string, seq: number, subject: string): Promise<StoredMsg | null> {
  // The server takes both together: the first message of the subject from there on. The library's type leaves it out.
  const query = { seq, next_by_subj: subject } as { seq: number }
  return bus.manager.streams.getMessage(stream, query)
}
