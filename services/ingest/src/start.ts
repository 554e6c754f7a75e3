import { boundsDefault, hearFates, openBus, ownStreams, type Bus } from '@millrace/bus'
import { deliveryPublisher, wallClockUs } from '@millrace/deliveries'
import { kubeTargetOf, openKube, type KubeClient } from '@millrace/kube'
import { openLanguages } from '@millrace/language-host'
import { eventSourceExpressions } from '@millrace/languages/expr'
import type { EventSource } from '@millrace/manifests'
import { Payloads } from '@millrace/payloads'
import { openRegistry, openSourceReports, watchRegistry, type RegistrySnapshot } from '@millrace/registry'
import { openServiceSecrets } from '@millrace/secrets/kube'
import { serveControl, untilStopped, version, type Running, type ServiceDeps } from '@millrace/service'
import type { Logger } from '@millrace/telemetry'
import { randomUUID } from 'node:crypto'
import type { IngestConfig } from './config.ts'
import type { Problem, ReportProblems } from './problem.ts'
import type { Publish, Stored } from './publish.ts'
import { serveIngest, type Ingest } from './serve-ingest.ts'
import { sourceStates } from './source-states.ts'
import type { FateNews } from './workflow-events/fate-board.ts'
import { serveWorkflowEvents } from './workflow-events/serve-workflow-events.ts'

/** What ingest is given besides its config. */
export interface IngestServiceDeps extends ServiceDeps {
  /** Told all problems there are, each time they change; without it they are logged. */
  readonly onProblems?: ReportProblems | undefined
}

/** Messages with deliveries that are under way at most. */
const inFlightMax = 4

/** HTTP → DELIVERIES: answers 2xx only when the bus has stored what came. */
export async function startIngest(config: IngestConfig, deps: IngestServiceDeps): Promise<Running> {
  const { life, telemetry } = deps
  const { log } = telemetry
  const { stop } = life
  await using setup = new AsyncDisposableStack()
  const bus = setup.use(
    await openBus({
      url: config.natsUrl,
      name: 'ingest',
      stop,
      onConnection: (change) => log.warn(`NATS connection ${change}`),
      onTrouble: (trouble) => log.error(trouble),
    }),
  )
  for (const stream of ownStreams({ ...boundsDefault, replicas: config.replicas })) await bus.ensureStream(stream, stop)
  const registry = await openRegistry(bus, config.replicas, stop)
  const expressions = eventSourceExpressions(setup.use(await openLanguages(config)).world)
  const publish = publishTo(bus, config, setup, deps)
  const reporter = setup.use((await openSourceReports(bus, config.replicas, stop)).reporter(`ingest-${randomUUID()}`))
  let sources: readonly EventSource[] = []
  let problems: readonly Problem[] = []
  const report = (): void => reporter.replace(sourceStates(sources, problems, Date.now() * 1_000))
  const told = deps.onProblems ?? logProblems(log)
  const onProblems: ReportProblems = (all) => {
    problems = all
    told(all)
    report()
  }
  const secrets = setup.use(await openServiceSecrets(config, log))
  const ingest = setup.use(serveIngest(config, { publish, secrets, telemetry, expressions, onProblems }))
  const workflowEvents = setup.use(
    serveWorkflowEvents(config, {
      publish,
      secrets,
      telemetry,
      news: newsOn(bus),
      cluster: await clusterOf(config, setup),
      nowUs: wallClockUs(),
    }),
  )
  let followed = Promise.resolve()
  const onChange = (snapshot: RegistrySnapshot): void => {
    const objects = [...snapshot.objects.values()]
    sources = objects.filter((object) => object.kind === 'EventSource')
    const bindings = objects.filter((object) => object.kind === 'WorkflowEventBinding')
    followed = all(follow(ingest, sources, deps).then(report), workflowEvents.follow(bindings))
  }
  const onFault = (error: unknown): void => log.warn('The watch of the registry broke and is opened anew', { error })
  setup.use(await watchRegistry(registry, onChange, { stop, onFault }))
  // Ready means that what the manifests name is open, or has been found not to open.
  await followed
  if (config.control !== undefined) {
    const drain = (): void => life.drain()
    const dependencies = () => Promise.resolve([bus.health()])
    setup.use(await serveControl({ service: 'ingest', version, ...config.control, life, drain, dependencies }))
  }
  const done = untilStopped(stop).then(() =>
    all(...[ingest, workflowEvents].map((door) => Promise.resolve(door[Symbol.asyncDispose]()))),
  )
  const owned = setup.move()
  return { done, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

async function all(...following: readonly Promise<void>[]): Promise<void> {
  await Promise.all(following)
}

/** Fates come over the bus, under a name that no other front door has. */
function newsOn(bus: Bus): FateNews {
  const waiter = randomUUID()
  return { waiter, hear: (onFate) => hearFates(bus, waiter, onFate) }
}

/** The cluster that callers are asked about; undefined where none is set. */
async function clusterOf({ kube }: IngestConfig, setup: AsyncDisposableStack): Promise<KubeClient | undefined> {
  const target = kubeTargetOf(kube)
  return target === undefined ? undefined : setup.use(await openKube(target))
}

function publishTo(bus: Bus, config: IngestConfig, setup: AsyncDisposableStack, { telemetry }: ServiceDeps): Publish {
  const { publishWaitingMax: waitingMax, publishGiveUpMs: giveUpMs } = config
  const payloads = new Payloads(bus, config)
  const publisher = setup.use(
    deliveryPublisher(bus, 'ingest', telemetry, { waitingMax, giveUpMs, inFlightMax, payloads }),
  )
  const stored: Stored = { durability: config.durability }
  return async (delivery) => {
    await publisher.publish(delivery)
    return stored
  }
}

async function follow(ingest: Ingest, sources: readonly EventSource[], { telemetry }: ServiceDeps): Promise<void> {
  telemetry.metrics.gauge('millrace_registry_objects', { service: 'ingest', kind: 'EventSource' }, sources.length)
  try {
    await ingest.follow(sources)
  } catch (error) {
    telemetry.log.error('The EventSources could not be followed; the ones before stay in force', { error })
  }
}

/** Each problem once, when it appears, and again when it is gone. */
function logProblems(log: Logger): ReportProblems {
  let before = new Map<string, Problem>()
  return (problems) => {
    const now = new Map(problems.map((problem) => [JSON.stringify(problem), problem]))
    for (const [key, problem] of now) if (!before.has(key)) log.warn('An EventSource has a problem', { ...problem })
    for (const [key, problem] of before) if (!now.has(key)) log.info('A problem is gone', { ...problem })
    before = now
  }
}
