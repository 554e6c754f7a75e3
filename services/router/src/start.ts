import {
  boundsDefault,
  invocationsStream,
  openBus,
  outcomesStream,
  ownStreams,
  workflowEventsStream,
} from '@millrace/bus'
import { openLanguages } from '@millrace/language-host'
import { Payloads } from '@millrace/payloads'
import { openRegistry, watchRegistry, type RegistrySnapshot } from '@millrace/registry'
import { serveControl, untilStopped, version, type Running, type ServiceDeps } from '@millrace/service'
import { Bindings } from './bindings/bindings.ts'
import { FaultTeller } from './bindings/tell-faults.ts'
import { Buses } from './buses.ts'
import type { RouterConfig } from './config.ts'
import { routerEvents } from './events.ts'
import { guardScripts } from './guard-scripts.ts'
import { openJoins } from './open-joins.ts'
import { recordDecisions } from './record-decisions.ts'
import type { RouteDeps } from './route.ts'
import { Sensors } from './sensors.ts'
import { Turns } from './turns.ts'

/** The streams that the router needs before any controller has spoken. */
const written: ReadonlySet<string> = new Set([invocationsStream, outcomesStream, workflowEventsStream])

/** EVENTS of every EventBus → INVOCATIONS, and on OUTCOMES what was decided otherwise. */
export async function startRouter(config: RouterConfig, { life, telemetry }: ServiceDeps): Promise<Running> {
  const { log } = telemetry
  const { stop } = life
  await using setup = new AsyncDisposableStack()
  const bus = setup.use(
    await openBus({
      url: config.natsUrl,
      name: 'router',
      stop,
      onConnection: (change) => log.warn(`NATS connection ${change}`),
      onTrouble: (trouble) => log.error(trouble),
    }),
  )
  for (const stream of ownStreams({ ...boundsDefault, replicas: config.replicas })) {
    if (written.has(stream.name)) await bus.ensureStream(stream, stop)
  }
  const registry = await openRegistry(bus, config.replicas, stop)
  const { languages } = setup.use(await openLanguages(config))
  const sensors = new Sensors(guardScripts(languages, () => performance.now()))
  const bindings = new Bindings(config.workflowsInstanceId)
  const events = routerEvents(telemetry)
  const opened = await openJoins(config, { bus, events, sensors, stop })
  const nowUs = (): number => Date.now() * 1_000
  const deps: RouteDeps = {
    bus,
    decisions: setup.use(
      recordDecisions(bus, { percent: config.decisionsPercent, withValues: config.decisionValues, nowUs }),
    ),
    events,
    joins: opened.joins,
    payloads: new Payloads(bus, config),
    sensors,
    bindings,
    bindingFaults: new FaultTeller(bus),
    stop,
    turns: new Turns(() => performance.now(), setImmediate),
    nowUs,
  }
  const buses = new Buses(bus, config, deps, (fault) =>
    log.error('A message could not be dealt with', { error: String(fault) }),
  )
  const onChange = (snapshot: RegistrySnapshot): void => {
    for (const problem of sensors.update(snapshot)) log.error('A part of a sensor does not run', { ...problem })
    events.sensorsChanged(snapshot)
    bindings.update(snapshot)
    buses.follow(snapshot)
  }
  setup.use(await watchRegistry(registry, onChange))
  if (config.control !== undefined) {
    const drain = (): void => life.drain()
    const dependencies = () => Promise.resolve([bus.health()])
    setup.use(await serveControl({ service: 'router', version, drain, ...config.control, life, dependencies }))
  }
  const sweeping = opened.sweepOn()
  const done = untilStopped(stop)
    .then(() => buses[Symbol.asyncDispose]())
    .then(() => sweeping)
  const owned = setup.move()
  return { done, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}
