import type { Bus } from '@millrace/bus'
import { DeliverPolicy, jetstream } from '@nats-io/jetstream'

/** A stream that stops sending before its end is given up after this. Milliseconds. */
const silenceMaxMs = 5_000

/** The `Nats-Msg-Id` of the last messages of a stream, `lastMax` of them at most. Rejects when the server is away. */
export async function storedIds(server: Bus, stream: string, lastMax: number): Promise<ReadonlySet<string>> {
  const { state } = await server.manager.streams.info(stream)
  const ids = new Set<string>()
  if (state.messages === 0) return ids
  const consumer = await jetstream(server.connection).consumers.get(stream, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: Math.max(state.first_seq, state.last_seq - lastMax + 1),
    headers_only: true,
  })
  // What was removed by hand is still counted as the last position.
  const { num_pending: pending } = await consumer.info(true)
  const messages = await consumer.consume({ max_messages: lastMax })
  const guard = setTimeout(() => messages.stop(), silenceMaxMs)
  let isWhole = pending === 0
  try {
    if (isWhole) return ids
    for await (const message of messages) {
      guard.refresh()
      ids.add(message.headers?.get('Nats-Msg-Id') ?? '')
      isWhole = message.seq >= state.last_seq || message.info.pending === 0
      if (isWhole) break
    }
  } finally {
    clearTimeout(guard)
    messages.stop()
    // The server would keep it for minutes.
    await consumer.delete().catch(() => undefined)
  }
  if (!isWhole) throw new Error(`${stream} does not tell its last messages`)
  return ids
}
