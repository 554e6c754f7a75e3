import {
  boundsDefault,
  decisionPublisher,
  deliveriesStream,
  openBus,
  ownStreams,
  sharedConsumer,
  type Consumption,
} from '@millrace/bus'
import { openRedis, redisHealth, restoreForSure } from '@millrace/ledger'
import { openRegistry, watchRegistry } from '@millrace/registry'
import { serveControl, untilStopped, version, type Running, type ServiceDeps } from '@millrace/service'
import type { DedupConfig } from './config.ts'
import { dedupEvents } from './events.ts'
import { ledgerRpc } from './ledger-rpc.ts'
import { passDeliveries } from './pass.ts'
import { restoreFromRecords } from './restore-deliveries.ts'
import { UnderWay } from './under-way.ts'

/** Messages that all replicas together may hold unacknowledged. */
const unackedMax = 1_000

/** DELIVERIES → EVENTS, each delivery id once; serves the effect ledger. */
export async function startDedup(config: DedupConfig, { life, telemetry }: ServiceDeps): Promise<Running> {
  const { log } = telemetry
  const { stop } = life
  await using setup = new AsyncDisposableStack()
  const bus = setup.use(
    await openBus({
      url: config.natsUrl,
      name: 'dedup',
      stop,
      onConnection: (change) => log.warn(`NATS connection ${change}`),
      onTrouble: (trouble) => log.error(trouble),
    }),
  )
  const events = dedupEvents(telemetry)
  const nowUs = (): number => Date.now() * 1_000
  const stores = new UnderWay()
  const redis = openRedis({
    url: config.redisUrl,
    onConnection: (change) => log.warn(`Redis connection ${change}`),
    restore: {
      claimDeliveries: async (ledger) => {
        // What has been claimed and is not recorded yet would be missed.
        await stores.idle()
        await restoreForSure(() => restoreFromRecords(ledger, { bus, windowMs: config.windowMs, nowUs }), events, stop)
      },
    },
  })
  setup.defer(() => redis.disconnect())
  for (const stream of ownStreams({ ...boundsDefault, replicas: config.replicas })) await bus.ensureStream(stream, stop)
  await bus.ensureConsumer(deliveriesStream, sharedConsumer('dedup', config.ackWaitMs, unackedMax), stop)
  const registry = await openRegistry(bus, config.replicas, stop)
  const onFault = (error: unknown): void => log.warn('The watch of the registry broke and is opened anew', { error })
  setup.use(await watchRegistry(registry, (snapshot) => events.sourcesChanged(snapshot), { stop, onFault }))
  if (config.control !== undefined) {
    setup.use(
      await serveControl({
        service: 'dedup',
        version,
        drain: () => life.drain(),
        ...config.control,
        life,
        services: [ledgerRpc(redis, config.effectWindowMs)],
        dependencies: () => Promise.resolve([bus.health(), redisHealth(redis)]),
      }),
    )
  }
  const decisions = setup.use(decisionPublisher(bus))
  const deps = { bus, redis, stores, decisions, events, windowMs: config.windowMs, stop, nowUs }
  const consumption: Consumption = bus.consume(
    {
      stream: deliveriesStream,
      consumer: 'dedup',
      inFlightMax: config.inFlightMax,
      ackWaitMs: config.ackWaitMs,
      onFault: (fault) => log.error('A message could not be dealt with', { error: String(fault) }),
    },
    (message) => passDeliveries(message, deps),
  )
  setup.use(bus.sweepSettled({ stream: deliveriesStream, consumer: 'dedup' }))
  const done = untilStopped(stop).then(() => consumption[Symbol.asyncDispose]())
  const owned = setup.move()
  return { done, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
