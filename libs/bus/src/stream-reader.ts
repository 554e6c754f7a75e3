import { DeliverPolicy } from '@nats-io/jetstream'
import type { Bus } from './open-bus.ts'
import { OrderedMessages } from './ordered-messages.ts'
import type { ReadMessage } from './read-message.ts'
import type { OrderedFrom } from './reader-consumer.ts'

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
  /** In their order, without an end. */
  readonly messages: AsyncIterable<ReadMessage> & Pick<OrderedMessages, 'stop'>
  /** How many messages there were to read when it began. */
  readonly pendingAtStart: number
  /** Rejects where the server does not answer. */
  progress(): Promise<ReadProgress>
}

/**
 * Begins to read a stream from a position on, without an end. Rejects with the client's error where there is no such stream,
 * or the bus is away.
 */
export async function openReader(bus: Pick<Bus, 'connection' | 'manager'>, wish: ReaderWish): Promise<StreamReader> {
  const { stream, subjects, headersOnly } = wish
  const messages = await OrderedMessages.open(bus, stream, {
    ...positionOf(wish.from),
    ...(subjects === undefined ? {} : { filter_subjects: [...subjects] }),
    ...(headersOnly === undefined ? {} : { headers_only: headersOnly }),
  })
  return {
    messages,
    pendingAtStart: messages.consumer.num_pending,
    progress: async () => {
      const { name, delivered, num_pending } = await bus.manager.consumers.info(stream, messages.consumer.name)
      return { consumer: name, sent: delivered.consumer_seq, pending: num_pending }
    },
    [Symbol.asyncDispose]: () => messages[Symbol.asyncDispose](),
  }
}

function positionOf(from: ReadFrom): OrderedFrom {
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
