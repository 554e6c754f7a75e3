import { deliveriesStream, invocationsStream, outcomesStream, type Bus } from '@millrace/bus'
import type { ConsumerInfo, StreamInfo } from '@nats-io/jetstream'

/** How the streams fare. Counts are messages, each of which holds one or many. */
export interface StreamsHealth {
  readonly problems: readonly string[]
  readonly streams: readonly { name: string; messages: bigint; bytes: bigint; bytesMax: bigint }[]
  readonly backlogs: readonly { stream: string; consumer: string; pending: bigint; unacknowledged: bigint }[]
}

const required = [deliveriesStream, invocationsStream, outcomesStream]
/** A stream fuller than this will soon refuse what comes. */
const fullShare = 0.9

/** Asks NATS about every stream of Millrace and the durable consumers on it. */
export async function streamsHealth(bus: Bus): Promise<StreamsHealth> {
  if (!bus.connected) return { problems: ['the connection to NATS is lost'], streams: [], backlogs: [] }
  const infos: StreamInfo[] = []
  for await (const info of bus.manager.streams.list()) if (isOurs(info.config.name)) infos.push(info)
  const consumers: ConsumerInfo[] = []
  for (const { config } of infos) {
    for await (const info of bus.manager.consumers.list(config.name)) {
      if (info.config.durable_name !== undefined && isKept(info)) consumers.push(info)
    }
  }
  return assess(infos, consumers)
}

/** One that goes when nobody uses it, as those that release what a pause held, is no part of the road. */
function isKept({ config }: ConsumerInfo): boolean {
  return (config.inactive_threshold ?? 0) === 0
}

function isOurs(name: string): boolean {
  return required.includes(name) || name.startsWith('EVENTS_')
}

/** What the answers of NATS mean. Pure. */
export function assess(infos: readonly StreamInfo[], consumers: readonly ConsumerInfo[]): StreamsHealth {
  const names = infos.map(({ config }) => config.name)
  const problems = [
    ...required.filter((name) => !names.includes(name)).map((name) => `the stream ${name} is missing`),
    ...infos.flatMap(({ config, state }) =>
      config.max_bytes > 0 && config.discard === 'new' && state.bytes > config.max_bytes * fullShare
        ? [`the stream ${config.name} is nearly full: ${state.bytes} of ${config.max_bytes} bytes`]
        : [],
    ),
    ...consumers.flatMap(({ stream_name, name, num_pending, num_ack_pending, num_waiting }) =>
      num_pending > 0 && num_ack_pending === 0 && num_waiting === 0
        ? [`${num_pending} messages wait on ${stream_name}, and no replica of ${name} reads them`]
        : [],
    ),
  ]
  return {
    problems,
    streams: infos.map(({ config, state }) => ({
      name: config.name,
      messages: BigInt(state.messages),
      bytes: BigInt(state.bytes),
      bytesMax: BigInt(Math.max(config.max_bytes, 0)),
    })),
    backlogs: consumers.map(({ stream_name, name, num_pending, num_ack_pending }) => ({
      stream: stream_name,
      consumer: name,
      pending: BigInt(num_pending),
      unacknowledged: BigInt(num_ack_pending),
    })),
  }
}
