import type { Bus } from '@millrace/bus'
import { DeliverPolicy, jetstream, JetStreamApiError } from '@nats-io/jetstream'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Reconnects } from './reconnects.ts'

/** A message of a stream that is followed. */
export interface Followed {
  readonly subject: string
  readonly seq: number
  readonly data: Uint8Array
}

export interface FollowFrom {
  readonly stream: string
  /** The first message that is told. */
  readonly seq: number
  readonly subjects?: readonly string[]
}

/** Messages on their way to us at most: whoever takes them slowly holds the server back. */
const aheadMax = 200
const retryMs = 500
const streamMissing = 10_059

/** The messages of a stream from a position on, as they come, until the signal aborts or the stream is gone. */
export async function* followStream(
  bus: Bus,
  reconnects: Reconnects,
  { stream, seq, subjects }: FollowFrom,
  signal: AbortSignal,
): AsyncGenerator<Followed> {
  let next = seq
  while (!signal.aborted) {
    try {
      const consumer = await jetstream(bus.connection).consumers.get(stream, {
        deliver_policy: DeliverPolicy.StartSequence,
        opt_start_seq: next,
        ...(subjects === undefined ? {} : { filter_subjects: [...subjects] }),
      })
      const messages = await consumer.consume({ max_messages: aheadMax })
      const stop = (): void => messages.stop()
      signal.addEventListener('abort', stop, { once: true })
      using _ = reconnects.watch(stop)
      try {
        for await (const message of messages) {
          next = message.seq + 1
          yield { subject: message.subject, seq: message.seq, data: message.data }
          if (signal.aborted) return
        }
      } finally {
        signal.removeEventListener('abort', stop)
        stop()
      }
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === streamMissing) return
    }
    await sleep(retryMs, undefined, { signal }).catch(() => undefined)
  }
}
