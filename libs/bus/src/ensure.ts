import { JetStreamApiError, type ConsumerConfig, type JetStreamManager, type StreamConfig } from '@nats-io/jetstream'

/** A stream that must exist. */
export type StreamWish = Partial<StreamConfig> & { name: string; subjects: string[] }

/** A durable consumer that must exist. */
export type ConsumerWish = Partial<ConsumerConfig> & { durable_name: string }

const retryMs = 500
const codes = { streamMissing: 10059, streamInUse: 10058, consumerExists: 10148 }

/** Creates the stream, or brings what can be changed of it in line. Waits for JetStream as long as it takes. */
export async function ensureStream(manager: JetStreamManager, wish: StreamWish, stop?: AbortSignal): Promise<void> {
  await untilThere(stop, async () => {
    try {
      await manager.streams.update(wish.name, wish)
    } catch (error) {
      if (codeOf(error) !== codes.streamMissing) throw error
      await manager.streams.add(wish)
    }
  })
}

/** Creates the consumer, or brings what can be changed of it in line. Waits for JetStream as long as it takes. */
export async function ensureConsumer(
  manager: JetStreamManager,
  stream: string,
  wish: ConsumerWish,
  stop?: AbortSignal,
): Promise<void> {
  await untilThere(stop, async () => {
    try {
      await manager.consumers.add(stream, wish)
    } catch (error) {
      // It is there with another configuration, such as another `ack_wait`.
      if (codeOf(error) !== codes.consumerExists) throw error
      await manager.consumers.update(stream, wish.durable_name, wish)
    }
  })
}

/** Repeats while the bus is away or another replica is just creating the same; a refusal is thrown. */
async function untilThere(stop: AbortSignal | undefined, act: () => Promise<void>): Promise<void> {
  for (;;) {
    try {
      await act()
      return
    } catch (error) {
      if (stop?.aborted === true || isRefusal(error)) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs))
  }
}

/** An answer of the server that the same wish will always get. No answer at all, or 503, is JetStream being away. */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof JetStreamApiError) || error.status === 503) return false
  return error.code !== codes.streamInUse && error.code !== codes.streamMissing
}

function codeOf(error: unknown): number | undefined {
  return error instanceof JetStreamApiError ? error.code : undefined
}
