import { openReader, type Bus } from '@millrace/bus'
import { JetStreamApiError } from '@nats-io/jetstream'
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
      const wish = {
        stream,
        from: { kind: 'seq', seq: next },
        ...(subjects === undefined ? {} : { subjects }),
      } as const
      await using reader = await openReader(bus, wish)
      if (signal.aborted) return
      const stop = (): void => reader.messages.stop()
      signal.addEventListener('abort', stop, { once: true })
      using _ = reconnects.watch(stop)
      try {
        for await (const message of reader.messages) {
          next = message.seq + 1
          yield { subject: message.subject, seq: message.seq, data: message.data }
          if (signal.aborted) return
        }
      } finally {
        signal.removeEventListener('abort', stop)
      }
    } catch (error) {
      if (error instanceof JetStreamApiError && error.code === streamMissing) return
    }
    await sleep(retryMs, undefined, { signal }).catch(() => undefined)
  }
}
