import {
  deliveriesStream,
  heldFilter,
  invocationsStream,
  invocationsSubject,
  outsideConsumer,
  type Bus,
} from '@millrace/bus'
import type { ConsumerInfo } from '@nats-io/jetstream'
import { firstAfter, recordStreams } from '../read-tail.ts'

/** How far one hop is behind. Ages are microseconds. */
export interface HopLag {
  readonly hop: string
  readonly stream: string
  readonly consumer: string
  readonly pending: bigint
  readonly unacknowledged: bigint
  readonly oldestAgeUs: bigint
}

const laterFilter = 'invocations.later.>'

/** How far each hop is behind, in the order of the road. Rejects when the bus is away. */
export async function lagOf(bus: Bus, nowUs: number): Promise<HopLag[]> {
  const hops = [await hopLag(bus, nowUs, { hop: 'dedup', stream: deliveriesStream, consumer: 'dedup' })]
  for (const stream of await recordStreams(bus)) {
    hops.push(await hopLag(bus, nowUs, { hop: 'router', stream, consumer: 'router' }))
    // Of an EventBus that names another server.
    const outside = await hopLag(bus, nowUs, { hop: outsideConsumer, stream, consumer: outsideConsumer })
    if (outside.consumer !== '') hops.push(outside)
  }
  hops.push(
    await hopLag(bus, nowUs, {
      hop: 'trigger-executor',
      stream: invocationsStream,
      consumer: 'trigger-executor',
      filter: invocationsSubject,
    }),
    await waiting(bus, nowUs, 'retries', laterFilter),
    await waiting(bus, nowUs, 'held', heldFilter),
  )
  return hops
}

interface Hop {
  readonly hop: string
  readonly stream: string
  readonly consumer: string
  readonly filter?: string
}

async function hopLag(bus: Bus, nowUs: number, { hop, stream, consumer, filter }: Hop): Promise<HopLag> {
  const info = await infoOf(bus, stream, consumer)
  if (info === undefined) {
    return { hop, stream, consumer: '', pending: 0n, unacknowledged: 0n, oldestAgeUs: 0n }
  }
  const isBehind = info.num_pending > 0 || info.num_ack_pending > 0
  // Everything up to the floor is done; the next message of the consumer is the oldest that is not.
  const oldest = isBehind ? await firstAfter(bus, stream, info.ack_floor.stream_seq, filter) : undefined
  return {
    hop,
    stream,
    consumer,
    pending: BigInt(info.num_pending),
    unacknowledged: BigInt(info.num_ack_pending),
    oldestAgeUs: ageOf(oldest, nowUs),
  }
}

async function infoOf(bus: Bus, stream: string, consumer: string): Promise<ConsumerInfo | undefined> {
  for await (const info of bus.manager.consumers.list(stream)) if (info.name === consumer) return info
  return undefined
}

/** Messages that no consumer reads: they wait for their time, or for the end of a pause. */
async function waiting(bus: Bus, nowUs: number, hop: string, filter: string): Promise<HopLag> {
  const { state } = await bus.manager.streams.info(invocationsStream, { subjects_filter: filter })
  const count = Object.values(state.subjects ?? {}).reduce((sum, one) => sum + one, 0)
  const oldest = count === 0 ? undefined : await firstAfter(bus, invocationsStream, 0, filter)
  return {
    hop,
    stream: invocationsStream,
    consumer: '',
    pending: BigInt(count),
    unacknowledged: 0n,
    oldestAgeUs: ageOf(oldest, nowUs),
  }
}

const ageOf = (storedAtUs: number | undefined, nowUs: number): bigint =>
  storedAtUs === undefined ? 0n : BigInt(Math.max(0, nowUs - storedAtUs))
