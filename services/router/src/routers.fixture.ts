import {
  boundsDefault,
  eventsStream,
  eventsSubject,
  invocationsStream,
  openBus,
  ownStreams,
  recordStream,
  type Bus,
} from '@millrace/bus'
import type { Sensor } from '@millrace/manifests'
import {
  decodeDelivery,
  encodeDelivery,
  encodeDeliveryBatch,
  readDeliveryHead,
  readEvent,
  readInvocationBatch,
} from '@millrace/protocol/wire'
import { openRegistry } from '@millrace/registry'
import { eventually, freePort, natsServer, spawnService, tempFolder, type ServiceProcess } from '@millrace/testkit'
import { jetstream } from '@nats-io/jetstream'

const namespace = 'default'
const minuteNs = 60e9

/** Routers in processes of their own, on a real server, with one EventBus and one sensor. */
export interface Routers extends AsyncDisposable {
  readonly bus: Bus
  readonly processes: readonly ServiceProcess[]
  /** Stores one message with these events on the record: `eventName id`. Gives its position. `data`: of each. */
  send(events: readonly string[], data?: string): Promise<number>
  /** Resolves once every message up to the position has been acknowledged by the router. */
  untilRouted(seq: number, withinMs?: number): Promise<void>
  /** The invocations so far, one an id: dependency → event id. */
  invocations(): Promise<ReadonlyMap<string, Fired>>
}

/** One invocation. */
export interface Fired {
  readonly trigger: string
  readonly events: Readonly<Record<string, string>>
  /** Bytes of the data of each; of what is elsewhere, as negative ones. */
  readonly bytes: Readonly<Record<string, number>>
}

export async function startRouters(count: number, sensor: Sensor): Promise<Routers> {
  await using setup = new AsyncDisposableStack()
  const folder = setup.use(await tempFolder())
  const nats = setup.use(await natsServer({ dir: folder.path }))
  const bus = setup.use(await openBus({ url: nats.url, name: 'routers-test' }))
  for (const stream of [...ownStreams(boundsDefault), recordStream(namespace, 'default', {}, boundsDefault)]) {
    await bus.ensureStream(stream)
  }
  await (await openRegistry(bus, 1)).put(sensor)
  const processes = await Promise.all(Array.from({ length: count }, () => startOne(nats.url)))
  for (const one of processes) setup.use(one)
  const stream = eventsStream(namespace, 'default')
  const owned = setup.move()
  return {
    bus,
    processes,
    async send(events, content = '{}') {
      const data = encodeDeliveryBatch(
        events.map((text) => deliveryOf(text, content)),
        1,
      )
      return (await bus.publish({ subject: eventsSubject(namespace, 'default'), data }, 5_000)).seq
    },
    async untilRouted(seq, withinMs = 60_000) {
      const isRouted = async (): Promise<boolean> =>
        (await bus.manager.consumers.info(stream, 'router')).ack_floor.stream_seq >= seq
      await eventually(isRouted, { withinMs, everyMs: 50 })
    },
    invocations: () => invocationsOn(bus),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function startOne(natsUrl: string): Promise<ServiceProcess> {
  const port = await freePort()
  return spawnService({
    main: new URL('./main.ts', import.meta.url),
    name: 'router',
    ready: { port },
    env: {
      MILLRACE_NATS_URL: natsUrl,
      MILLRACE_CONTROL_ADDRESS: `127.0.0.1:${port}`,
      MILLRACE_METRICS_PORT: '-1',
      // What a killed replica held is handed to another one within the test.
      MILLRACE_ACK_WAIT: '1s',
      MILLRACE_JOIN_SWEEP: '500ms',
    },
  })
}

function deliveryOf(text: string, content: string): Uint8Array {
  const [eventName = '', id = ''] = text.split(' ')
  const event = { id, source: 'hook', type: 'webhook', attributes: new Map(), data: Buffer.from(content) }
  const names = { namespace, bus: 'default', eventSource: 'hook', eventName }
  return encodeDelivery({ ...names, deliveryId: id, receivedAtUs: 1, dedupWindowMs: 0, event })
}

async function invocationsOn(bus: Bus): Promise<ReadonlyMap<string, Fired>> {
  const fired = new Map<string, Fired>()
  const { state } = await bus.manager.streams.info(invocationsStream)
  if (state.messages === 0) return fired
  // A work queue takes one consumer, and only one that acknowledges; nobody else reads it here. Nothing is acknowledged, so the
  // server must hand out more than the 1,000 messages that it does unless told.
  const { name } = await bus.manager.consumers.add(invocationsStream, {
    ack_policy: 'explicit',
    max_ack_pending: -1,
    ack_wait: minuteNs,
    inactive_threshold: minuteNs,
  })
  const messages = await (await jetstream(bus.connection).consumers.get(invocationsStream, name)).consume()
  for await (const message of messages) {
    const { deliveries, invocations } = readInvocationBatch(message.data)
    const ids = deliveries.map((bytes) => readEvent(readDeliveryHead(bytes).eventBytes).id)
    const sizes = deliveries.map((bytes) => {
      const { event, dataRef } = decodeDelivery(bytes)
      return dataRef === undefined ? (event.data?.length ?? 0) : -dataRef.bytes
    })
    for (const { id, trigger, dependencies } of invocations) {
      const events = Object.fromEntries([...dependencies].map(([dependency, at]) => [dependency, ids[at] ?? '']))
      const bytes = Object.fromEntries([...dependencies].map(([dependency, at]) => [dependency, sizes[at] ?? 0]))
      fired.set(id, { trigger, events, bytes })
    }
    if (message.info.pending === 0) break
  }
  await bus.manager.consumers.delete(invocationsStream, name)
  return fired
}
