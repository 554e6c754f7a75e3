import { DeliverPolicy, jetstream, JetStreamApiError } from '@nats-io/jetstream'
import type { Bus } from './open-bus.ts'

/** The end of what a stream holds of a subject. */
export interface EndWish {
  readonly stream: string
  /** A subject, without wildcards. */
  readonly subject: string
  /** How far back from the last message. Milliseconds. */
  readonly backMs: number
}

/** A message that the end of a stream holds. */
export interface EndMessage {
  readonly seq: number
  /** Its `Nats-Msg-Id`; empty where it has none. */
  readonly id: string
  readonly data: Uint8Array
  /** Microseconds since the Unix epoch. */
  readonly storedAtUs: number
}

const aheadBytesMax = 2 * 1_048_576
/** A stream that stops sending before its end rejects after this. Milliseconds. */
const silenceMaxMs = 10_000
const missing = new Set([10_059, 10_037])

/**
 * The messages of a subject that were stored in the time before its last one, oldest first, up to the one that was the last
 * when it began. Nothing where there is no such stream, or no message.
 */
export async function* readEnd(
  { connection, manager }: Pick<Bus, 'connection' | 'manager'>,
  { stream, subject, backMs }: EndWish,
): AsyncGenerator<EndMessage> {
  const last = await manager.streams.getMessage(stream, { last_by_subj: subject }).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && missing.has(error.code)) return null
    throw error
  })
  if (last === null) return
  const consumer = await jetstream(connection).consumers.get(stream, {
    deliver_policy: DeliverPolicy.StartTime,
    opt_start_time: new Date(last.time.getTime() - backMs).toISOString(),
    filter_subjects: [subject],
  })
  const messages = await consumer.consume({ max_bytes: aheadBytesMax })
  const silence = setTimeout(() => messages.stop(), silenceMaxMs)
  try {
    for await (const { seq, data, headers, info } of messages) {
      silence.refresh()
      const storedAtUs = Math.floor(info.timestampNanos / 1_000)
      yield { seq, id: headers?.get('Nats-Msg-Id') ?? '', data, storedAtUs }
      silence.refresh()
      // The last one may have been taken out meanwhile.
      if (seq >= last.seq || info.pending === 0) return
    }
    throw new Error(`${stream} does not go on after ${silenceMaxMs} ms`)
  } finally {
    clearTimeout(silence)
    messages.stop()
    // The server would keep it for minutes, and it would look as if somebody were behind with what comes meanwhile.
    await consumer.delete().catch(() => undefined)
  }
}
