import { AckPolicy, DeliverPolicy, type ConsumerConfig, type ConsumerInfo } from '@nats-io/jetstream'
import { nanos } from '@nats-io/nats-core'
import type { Bus } from './open-bus.ts'

/** Where in a stream, and what of it. */
export type OrderedFrom = Pick<
  ConsumerConfig,
  'deliver_policy' | 'opt_start_seq' | 'opt_start_time' | 'filter_subjects' | 'headers_only'
>

/** The server keeps the consumer of a reader that has died for so long. Milliseconds. */
const abandonedMs = 60_000
/** Leaving waits for the server's word at most so long: the consumer ends by itself. Milliseconds. */
const deleteMaxMs = 1_000

/** Makes a consumer that one reader has for itself: nothing is acknowledged, nothing comes twice. */
export function addReader({ manager }: Pick<Bus, 'manager'>, stream: string, from: OrderedFrom): Promise<ConsumerInfo> {
  return manager.consumers.add(stream, {
    ...from,
    ack_policy: AckPolicy.None,
    max_deliver: 1,
    mem_storage: true,
    num_replicas: 1,
    inactive_threshold: nanos(abandonedMs),
  })
}

/** The server would keep it, and it would look as if somebody were behind with what comes meanwhile. */
export async function deleteReader(
  { connection }: Pick<Bus, 'connection'>,
  { stream_name, name }: ConsumerInfo,
): Promise<void> {
  const subject = `$JS.API.CONSUMER.DELETE.${stream_name}.${name}`
  await connection.request(subject, '', { timeout: deleteMaxMs }).catch(() => undefined)
}

/** What comes after a position; all where nothing has come yet. */
export function restOf(from: OrderedFrom, lastSeq: number | undefined): OrderedFrom {
  if (lastSeq === undefined) return from
  const { opt_start_time: _, ...rest } = from
  return { ...rest, deliver_policy: DeliverPolicy.StartSequence, opt_start_seq: lastSeq + 1 }
}
