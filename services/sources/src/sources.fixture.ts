import { deliveriesStream, openBus, type Bus } from '@millrace/bus'
import { readManifests } from '@millrace/manifests'
import { decodeDelivery, readDeliveryBatch, type RoadDelivery } from '@millrace/protocol/wire'
import { openRegistry } from '@millrace/registry'
import { freePort, natsServer, spawnService, type ServiceProcess } from '@millrace/testkit'

/** A bus, and processes of sources on it. */
export interface SourcesStage extends AsyncDisposable {
  readonly bus: Bus
  readonly natsUrl: string
  /** Brings EventSources in force, as the controller does. */
  apply(manifests: string): Promise<void>
  withdraw(namespace: string, name: string): Promise<void>
  /** A replica in a process of its own. */
  replica(env?: Readonly<Record<string, string>>): Promise<ServiceProcess>
  /** What is stored for an EventSource, each delivery id once, in its order: what dedup would let pass. */
  events(namespace: string): Promise<readonly StoredEvent[]>
}

export interface StoredEvent {
  readonly delivery: RoadDelivery
  /** The payload, as it is. */
  readonly text: string
  // A payload is whatever the test expects it to be.
  readonly payload: Record<string, unknown>
}

export async function sourcesStage(): Promise<SourcesStage> {
  await using setup = new AsyncDisposableStack()
  const nats = setup.use(await natsServer())
  const bus = setup.use(await openBus({ url: nats.url, name: 'sources-test' }))
  const registry = await openRegistry(bus, 1)
  const owned = setup.move()
  return {
    bus,
    natsUrl: nats.url,
    async apply(manifests) {
      const { objects, problems } = readManifests(manifests, 'test.yaml')
      for (const problem of problems) if (problem.severity === 'error') throw new Error(JSON.stringify(problem))
      for (const { object } of objects) if (object?.kind === 'EventSource') await registry.put(object)
    },
    withdraw: (namespace, name) => registry.remove({ kind: 'EventSource', namespace, name }),
    async replica(env = {}) {
      const control = `127.0.0.1:${await freePort()}`
      return spawnService({
        name: 'sources',
        main: new URL('main.ts', import.meta.url),
        env: {
          MILLRACE_NATS_URL: nats.url,
          MILLRACE_CONTROL_ADDRESS: control,
          MILLRACE_METRICS_PORT: '0',
          MILLRACE_SOURCES_LEASE: '2s',
          ...env,
        },
        ready: { port: Number(control.split(':')[1]) },
      })
    },
    events: (namespace) => storedEvents(bus, namespace),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

async function storedEvents(bus: Bus, namespace: string): Promise<readonly StoredEvent[]> {
  const { state } = await bus.manager.streams.info(deliveriesStream)
  const first = new Map<string, StoredEvent>()
  for (let seq = Math.max(1, state.first_seq); seq <= state.last_seq; seq += 1) {
    const message = await bus.manager.streams.getMessage(deliveriesStream, { seq })
    if (message === null) continue
    for (const { bytes } of readDeliveryBatch(message.data).deliveries) {
      const delivery = decodeDelivery(bytes)
      if (delivery.namespace !== namespace || first.has(delivery.deliveryId)) continue
      const text = Buffer.from(delivery.event.data ?? []).toString()
      first.set(delivery.deliveryId, { delivery, text, payload: JSON.parse(text) as Record<string, unknown> })
    }
  }
  return [...first.values()]
}
