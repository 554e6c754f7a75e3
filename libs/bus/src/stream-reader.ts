import { DeliverPolicy, jetstream, type ConsumerMessages, type OrderedConsumerOptions } from '@nats-io/jetstream'
import type { Bus } from './open-bus.ts'

/** Where the reading of a stream begins. */
export type ReadFrom =
  | { readonly kind: 'first' }
  /** At a position, or the first one behind it that holds a message. */
  | { readonly kind: 'seq'; readonly seq: number }
  /** At the first message that was stored then or later. Microseconds since the Unix epoch. */
  | { readonly kind: 'time'; readonly timeUs: number }

/** What is read of a stream. */
export interface ReaderWish {
  readonly stream: string
  readonly from: ReadFrom
  /** Absent: all. May hold wildcards. */
  readonly subjects?: readonly string[]
  /** Data is left on the server. */
  readonly headersOnly?: boolean
}

/** How far the server is with a reader. */
export interface ReadProgress {
  /** Name of the consumer. */
  readonly consumer: string
  /** Messages that it has sent. */
  readonly sent: number
  /** Messages that it has still to send. */
  readonly pending: number
}

/** A consumer of one reader's own. It goes with the reader: disposing of it stops the messages and deletes the consumer. */
export interface StreamReader extends AsyncDisposable {
  readonly messages: ConsumerMessages
  /** How many messages there were to read when it began. */
  readonly pendingAtStart: number
  /** Rejects where the server does not answer. */
  progress(): Promise<ReadProgress>
}

/** Bytes on their way to a reader at most; whoever takes messages slowly holds the server back. */
const aheadBytesMax = 2 * 1_048_576
/** More is asked for once so little is left to come: the client asks for a hundred messages at a time, and anew for each quarter by itself. */
const lowBytes = aheadBytesMax / 4
const lowMessages = 25
/** Messages on their way without their data, at most. */
const aheadHeadersMax = 1_000
/** The server keeps the consumer of a reader that has died for so long. Milliseconds. */
const abandonedMs = 60_000
/** Leaving waits for the server's word at most so long: the consumer ends by itself. Milliseconds. */
const deleteMaxMs = 1_000

/** Begins to read a stream from a position on, without an end. Rejects where there is no such stream, or the bus is away. */
export async function openReader(bus: Pick<Bus, 'connection'>, wish: ReaderWish): Promise<StreamReader> {
  const { connection } = bus
  const { stream, subjects, headersOnly = false } = wish
  const consumer = await jetstream(connection).consumers.get(stream, {
    ...positionOf(wish.from),
    ...(subjects === undefined ? {} : { filter_subjects: [...subjects] }),
    headers_only: headersOnly,
    inactive_threshold: abandonedMs,
  })
  const { num_pending: pendingAtStart } = await consumer.info(true)
  const ahead = headersOnly
    ? { max_messages: aheadHeadersMax }
    : { max_bytes: aheadBytesMax, threshold_messages: lowMessages, threshold_bytes: lowBytes }
  const messages = await consumer.consume(ahead)
  return {
    messages,
    pendingAtStart,
    progress: async () => {
      const { name, delivered, num_pending: pending } = await consumer.info()
      return { consumer: name, sent: delivered.consumer_seq, pending }
    },
    [Symbol.asyncDispose]: async () => {
      messages.stop()
      // The server would keep it, and it would look as if somebody were behind with what comes meanwhile.
      const { name } = await consumer.info(true)
      const options = { timeout: deleteMaxMs }
      await connection.request(`$JS.API.CONSUMER.DELETE.${stream}.${name}`, '', options).catch(() => undefined)
    },
  }
}

function positionOf(from: ReadFrom): Partial<OrderedConsumerOptions> {
  switch (from.kind) {
    case 'first':
      return { deliver_policy: DeliverPolicy.All }
    case 'seq':
      return { deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: Math.max(1, from.seq) }
    case 'time':
      return {
        deliver_policy: DeliverPolicy.StartTime,
        opt_start_time: new Date(Math.max(0, from.timeUs) / 1_000).toISOString(),
      }
    default:
      return from satisfies never
  }
}
