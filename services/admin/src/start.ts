import { toJsonString } from '@bufbuild/protobuf'
import type { Access, Caller } from './access/caller.ts'
import { openAccess } from './access/open-access.ts'
import { auditLog } from './audit/audit-log.ts'
import { auditStreamWish } from './audit/audit-stream.ts'
import { eventRedaction } from './events/redact-event.ts'
import { namespacesOf } from './events/road-namespaces.ts'
import { boundsDefault, invocationsStream, openBus, outcomesStream, ownStreams } from '@millrace/bus'
import { openJoinBucket } from '@millrace/joins'
import { sensorLanguages } from '@millrace/languages'
import { Payloads } from '@millrace/payloads'
import { EventRoadSchema, Progress } from '@millrace/protocol/admin'
import { readPath } from '@millrace/redaction'
import { bearsSecret } from '@millrace/telemetry'
import { openPauses, openRegistry, openSourceReports, watchRegistry } from '@millrace/registry'
import { serveControl, untilStopped, version, type Running, type ServiceDeps } from '@millrace/service'
import { atMost, TooManyError } from './at-most.ts'
import type { AdminConfig } from './config.ts'
import { DecisionStore } from './decision-store.ts'
import { ledgerDoor } from './dedup/ledger-door.ts'
import { findRoad } from './find-road.ts'
import { followOutcomes } from './follow-outcomes.ts'
import { frontDesk, type Page } from './front-desk.ts'
import { openHistory } from './history/open-history.ts'
import { listen, type AdminPort, type Handle } from './listen.ts'
import { listenTls } from './listen-tls.ts'
import { OutcomeStore } from './outcome-store.ts'
import { searchPage, tracePage } from './page/trace-page.ts'
import { openAdminReplays } from './replay/open-replays.ts'
import { Reconnects } from './reconnects.ts'
import { joinsWaiting, type JoinsWanted } from './sensors/list-joins.ts'
import { lagMetrics } from './system/lag-metrics.ts'
import type { AdminSubject } from './subject.ts'

/** What admin is given besides its config. */
export interface AdminDeps extends ServiceDeps {
  /** What is wrong that this process knows and NATS does not tell: a sentence each. Told with the health. */
  readonly problems?: () => readonly string[]
}

/** A started admin service. */
export interface Admin extends Running {
  /** The port that is open, where a free one was asked for too. */
  readonly port: number
}

/** Events that are looked for at a time. */
const searchesMax = 8

/** OUTCOMES, registry and streams → the admin API and the page of an event. */
export async function startAdmin(config: AdminConfig, deps: AdminDeps): Promise<Admin> {
  const { life, telemetry } = deps
  const { log } = telemetry
  const { stop } = life
  await using setup = new AsyncDisposableStack()
  const bus = setup.use(
    await openBus({
      url: config.natsUrl,
      name: 'admin',
      stop,
      onConnection: (change) => log.warn(`NATS connection ${change}`),
      onTrouble: (trouble) => log.error(trouble),
    }),
  )
  for (const stream of ownStreams({ ...boundsDefault, replicas: config.replicas })) {
    if (stream.name === outcomesStream || stream.name === invocationsStream) await bus.ensureStream(stream, stop)
  }
  await bus.ensureStream(auditStreamWish(config), stop)
  const registry = await openRegistry(bus, config.replicas, stop)
  const watch = setup.use(await watchRegistry(registry, () => undefined, { stop }))
  const store = new OutcomeStore(config.outcomesMax)
  const decisions = new DecisionStore(config.decisionBytesMax)
  const onFault = (error: unknown): void => log.warn('Outcomes could not be read; it is tried again', { error })
  const feed = setup.use(followOutcomes({ bus, store, decisions, outcomesMax: config.outcomesMax, onFault }))
  await feed.caughtUp
  stop.throwIfAborted()
  const bucket = await openJoinBucket(bus, config.replicas, stop)
  const nowMs = Date.now
  const languages = sensorLanguages({ nowMs })
  const joinDeps = { bucket, registry: () => watch.snapshot, languages, nowMs }
  const nowUs = (): number => Date.now() * 1_000
  const history = await openHistory(config, { bus, telemetry, nowUs })
  if (history !== undefined) setup.use(history)
  const payloads = new Payloads(bus, config)
  const replaying = { bus, payloads, registry: () => watch.snapshot, history, nowUs, stop }
  const subject: AdminSubject = {
    history,
    replays: setup.use(await openAdminReplays(config, replaying, telemetry)),
    bus,
    store,
    registry: () => watch.snapshot,
    pauses: await openPauses(bus, config.replicas, stop),
    reports: await openSourceReports(bus, config.replicas, stop),
    nowUs,
    startedAtUs: Date.now() * 1_000,
    stop,
    ledger: setup.use(ledgerDoor({ url: config.redisUrl, windowMs: config.effectWindowMs })),
    searchMax: config.searchMax,
    payloads,
    redact: eventRedaction({ paths: config.redactPaths.map(readPath), bearsSecret }),
    tracing: telemetry.tracing,
    reconnects: new Reconnects(bus),
    road: atMost(searchesMax, (id: string) =>
      findRoad(id, { bus, store, decisions, searchMax: config.searchMax, registry: () => watch.snapshot }),
    ),
    joins: atMost(searchesMax, (wanted: JoinsWanted) => joinsWaiting(wanted, joinDeps)),
    problems: deps.problems ?? (() => []),
  }
  setup.use(lagMetrics({ bus, telemetry, nowUs }))
  const { access } = setup.use(await openAccess(config, log))
  const { port } = setup.use(await openPort(config, { subject, access }, deps))
  if (config.control !== undefined) {
    const drain = (): void => life.drain()
    const dependencies = () => Promise.resolve([bus.health()])
    setup.use(await serveControl({ service: 'admin', version, drain, ...config.control, life, dependencies }))
  }
  const done = untilStopped(stop)
  const owned = setup.move()
  return { port, done, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

interface Served {
  readonly subject: AdminSubject
  readonly access: Access
}

function openPort(config: AdminConfig, { subject, access }: Served, deps: AdminDeps): Promise<AdminPort> {
  const { life, telemetry } = deps
  const { log } = telemetry
  let api: Promise<Handle> | undefined
  const guards = {
    access,
    audit: auditLog({
      bus: subject.bus,
      nowUs: subject.nowUs,
      onFault: (error) => log.error('The end of a change could not be written to the audit stream', { error }),
    }),
    refused: ({ name, by }: Caller, method: string, right: string) =>
      log.warn('A call was refused: its caller lacks the right', { caller: name, by, method, right }),
    failed: (path: string, error: unknown) => log.error('A call could not be answered', { path, error }),
  }
  const desk = frontDesk({
    access,
    life,
    trace: (id, asJson, caller) => trace(id, asJson, { caller, access, subject }),
    api: () => (api ??= import('./api.ts').then(({ openApi }) => openApi(subject, life, guards))),
    failed: (path, error) => log.error('A request could not be answered', { path, error }),
  })
  const { address, tlsCert: cert, tlsKey: key, tlsClientCa: clientCa } = config
  if (cert === '') return listen(address, desk)
  const onFault = (error: unknown): void =>
    log.error('The certificate of the admin port keeps its last version', { error })
  return listenTls(address, { cert, key, clientCa }, desk, onFault)
}

interface Viewer {
  readonly caller: Caller
  readonly access: Access
  readonly subject: AdminSubject
}

async function trace(id: string, asJson: boolean, { caller, access, subject }: Viewer): Promise<Page> {
  const type = 'text/html; charset=utf-8'
  if (id === '') return { status: 200, type, body: searchPage() }
  try {
    const found = await subject.road(id)
    const namespaces = namespacesOf(found)
    for (const namespace of namespaces.size === 0 ? [''] : namespaces) {
      const ruling = await access.judge(caller, { verb: 'view', resource: 'events', namespace })
      if (ruling.kind === 'refused') {
        return { status: 403, type: 'text/plain; charset=utf-8', body: `${caller.name} may not view this event\n` }
      }
    }
    const status = found.progress === Progress.UNKNOWN ? 404 : 200
    if (!asJson) return { status, type, body: tracePage(id, found) }
    return { status, type: 'application/json', body: toJsonString(EventRoadSchema, found) }
  } catch (error) {
    if (!(error instanceof TooManyError)) throw error
    return { status: 503, type: 'text/plain; charset=utf-8', body: `${error.message}\n` }
  }
}
