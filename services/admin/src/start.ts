import { toJsonString } from '@bufbuild/protobuf'
import { boundsDefault, openBus, invocationsStream, outcomesStream, ownStreams } from '@millrace/bus'
import { openJoinBucket } from '@millrace/joins'
import { sensorLanguages } from '@millrace/languages'
import { GetRoadResponseSchema, Progress } from '@millrace/protocol/admin'
import { openPauses, openRegistry, watchRegistry } from '@millrace/registry'
import { serveControl, untilStopped, version, type Running, type ServiceDeps } from '@millrace/service'
import type { AdminSubject } from './admin-service.ts'
import { atMost, TooManyError } from './at-most.ts'
import type { AdminConfig } from './config.ts'
import { DecisionStore } from './decision-store.ts'
import { findRoad } from './find-road.ts'
import { followOutcomes } from './follow-outcomes.ts'
import { frontDesk, type Page } from './front-desk.ts'
import { listen, type Handle } from './listen.ts'
import { joinsWaiting, type JoinsWanted } from './list-joins.ts'
import { OutcomeStore } from './outcome-store.ts'
import { searchPage, tracePage } from './page/trace-page.ts'

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
const loopback = new Set(['127.0.0.1', '::1', 'localhost'])

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
      onConnection: (change) => log.warn(`NATS connection ${change}`),
    }),
  )
  for (const stream of ownStreams({ ...boundsDefault, replicas: config.replicas })) {
    if (stream.name === outcomesStream || stream.name === invocationsStream) await bus.ensureStream(stream, stop)
  }
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
  const subject: AdminSubject = {
    bus,
    store,
    registry: () => watch.snapshot,
    pauses: await openPauses(bus, config.replicas, stop),
    nowUs: () => Date.now() * 1_000,
    road: atMost(searchesMax, (id: string) =>
      findRoad(id, { bus, store, decisions, searchMax: config.searchMax, registry: () => watch.snapshot }),
    ),
    joins: atMost(searchesMax, (wanted: JoinsWanted) => joinsWaiting(wanted, joinDeps)),
    problems: deps.problems ?? (() => []),
  }
  const { port } = setup.use(await openPort(config, subject, deps))
  if (config.control !== undefined) {
    const drain = (): void => life.drain()
    const dependencies = () => Promise.resolve([bus.health()])
    setup.use(await serveControl({ service: 'admin', version, drain, ...config.control, life, dependencies }))
  }
  const done = untilStopped(stop)
  const owned = setup.move()
  return { port, done, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

function openPort({ address, token, allowedHosts }: AdminConfig, subject: AdminSubject, deps: AdminDeps) {
  const { life, telemetry } = deps
  const isLoopback = loopback.has(address.host)
  if (!isLoopback && token === '') {
    telemetry.log.warn('Anybody who reaches the admin port may read everything: set MILLRACE_ADMIN_TOKEN', {
      ...address,
    })
  }
  let api: Promise<Handle> | undefined
  const desk = frontDesk({
    gate: { token, isLoopback, allowedHosts },
    life,
    trace: (id, asJson) => trace(id, asJson, subject),
    api: () => (api ??= import('./api.ts').then(({ openApi }) => openApi(subject, life))),
    failed: (path, error) => telemetry.log.error('A request could not be answered', { path, error }),
  })
  return listen(address, desk)
}

async function trace(id: string, asJson: boolean, { road }: AdminSubject): Promise<Page> {
  const type = 'text/html; charset=utf-8'
  if (id === '') return { status: 200, type, body: searchPage() }
  try {
    const found = await road(id)
    const status = found.progress === Progress.UNKNOWN ? 404 : 200
    if (!asJson) return { status, type, body: tracePage(id, found) }
    return { status, type: 'application/json', body: toJsonString(GetRoadResponseSchema, found) }
  } catch (error) {
    if (!(error instanceof TooManyError)) throw error
    return { status: 503, type: 'text/plain; charset=utf-8', body: `${error.message}\n` }
  }
}
