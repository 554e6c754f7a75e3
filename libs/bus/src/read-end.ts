import { JetStreamApiError } from '@nats-io/jetstream'
import type { Bus } from './open-bus.ts'
import { readToEnd } from './read-to-end.ts'

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

const missing = new Set([10_059, 10_037])

/**
 * The messages of a subject that were stored in the time before its last one, oldest first, up to the one that was the last
 * when it began. Nothing where there is no such stream, or no message.
 */
export async function* readEnd(
  bus: Pick<Bus, 'connection' | 'manager'>,
  { stream, subject, backMs }: EndWish,
): AsyncGenerator<EndMessage> {
  const last = await bus.manager.streams.getMessage(stream, { last_by_subj: subject }).catch((error: unknown) => {
    if (error instanceof JetStreamApiError && missing.has(error.code)) return null
    throw error
  })
  if (last === null) return
  const from = { kind: 'time', timeUs: (last.time.getTime() - backMs) * 1_000 } as const
  for await (const message of readToEnd(bus, { stream, from, subjects: [subject], last: last.seq })) {
    const { seq, data, headers, storedAtUs } = message
    yield { seq, id: headers?.get('Nats-Msg-Id') ?? '', data, storedAtUs }
  }
}
