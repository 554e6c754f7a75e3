import { boundsDefault, deliveriesStream, openBus, ownStreams } from '@millrace/bus'
import { deliveryPublisher } from '@millrace/deliveries'
import { openLanguages } from '@millrace/language-host'
import { eventSourceExpressions } from '@millrace/languages/expr'
import { Payloads } from '@millrace/payloads'
import { openRegistry, openSourceReports, watchRegistry } from '@millrace/registry'
import { serveControl, untilStopped, version, type Running, type ServiceDeps } from '@millrace/service'
import { randomUUID } from 'node:crypto'
import type { SourcesConfig } from './config.ts'
import { clusterOnDemand } from './cluster-on-demand.ts'
import { SourceBoard } from './source-board.ts'

/** Messages with deliveries under way: one, so that what a source tells keeps its order. */
const inFlightMax = 1

/** The outside world, as far as it must be asked → DELIVERIES. */
export async function startSources(config: SourcesConfig, { life, telemetry }: ServiceDeps): Promise<Running> {
  const { log } = telemetry
  const { stop } = life
  await using setup = new AsyncDisposableStack()
  const bus = setup.use(
    await openBus({
      url: config.natsUrl,
      name: 'sources',
      stop,
      onConnection: (change) => log.warn(`NATS connection ${change}`),
      onTrouble: (trouble) => log.error(trouble),
    }),
  )
  for (const stream of ownStreams({ ...boundsDefault, replicas: config.replicas })) {
    if (stream.name === deliveriesStream) await bus.ensureStream(stream, stop)
  }
  const registry = await openRegistry(bus, config.replicas, stop)
  const { publishWaitingMax: waitingMax, publishGiveUpMs: giveUpMs } = config
  const payloads = new Payloads(bus, config)
  const publisher = setup.use(
    deliveryPublisher(bus, 'sources', telemetry, { waitingMax, giveUpMs, inFlightMax, payloads }),
  )
  const expressions = eventSourceExpressions(setup.use(await openLanguages(config)).world)
  const cluster = setup.use(clusterOnDemand(config.kube))
  const reporter = setup.use((await openSourceReports(bus, config.replicas, stop)).reporter(`sources-${randomUUID()}`))
  const board = setup.use(
    new SourceBoard(config, {
      bus,
      publisher,
      telemetry,
      stop,
      expressions,
      kube: () => cluster.client(),
      reporter,
    }),
  )
  const onFault = (error: unknown): void => log.warn('The watch of the registry broke and is opened anew', { error })
  setup.use(await watchRegistry(registry, ({ objects }) => board.follow(objects.values()), { stop, onFault }))
  if (config.control !== undefined) {
    const drain = (): void => life.drain()
    const dependencies = () => Promise.resolve([bus.health()])
    setup.use(await serveControl({ service: 'sources', version, ...config.control, life, drain, dependencies }))
  }
  const done = untilStopped(stop).then(() => board[Symbol.asyncDispose]())
  const owned = setup.move()
  return { done, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
