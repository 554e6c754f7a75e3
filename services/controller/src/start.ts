import { boundsDefault, openBus, type Bus } from '@millrace/bus'
import type { Problem } from '@millrace/manifests'
import { openRegistry } from '@millrace/registry'
import { ConfigError, serveControl, version, type Running, type ServiceDeps } from '@millrace/service'
import type { ControllerConfig } from './config.ts'
import { controllerEvents } from './events.ts'
import { FolderSource } from './folder-source.ts'
import { Follow, type Beginning } from './follow.ts'
import { KeepOutside } from './keep-outside.ts'
import type { SharedRegistry } from './kube/shared-registry.ts'
import { Sync } from './sync.ts'
import type { SyncReport } from './sync-report.ts'
import { Wake } from './wake.ts'

/** What the controller is given besides its config. */
export interface ControllerDeps extends ServiceDeps {
  /** Told of the first look at the manifests and of every one that changed something. */
  readonly onSync?: (report: SyncReport) => void
}

/** A started controller. */
export interface Controller extends Running {
  /** Everything that is wrong with the manifests at the moment. */
  problems(): readonly Problem[]
}

/**
 * Manifests → registry and streams. From folders: resolves when what they hold is in force. From a cluster: resolves when
 * it stands for election; only the leader writes.
 */
export async function startController(config: ControllerConfig, deps: ControllerDeps): Promise<Controller> {
  const { life, telemetry } = deps
  const { stop } = life
  const wake = new Wake()
  const events = controllerEvents(telemetry)
  let sync: Sync | undefined
  await using setup = new AsyncDisposableStack()
  const bus = setup.use(
    await openBus({
      url: config.natsUrl,
      name: 'controller',
      stop,
      onTrouble: (trouble) => telemetry.log.error(trouble),
      onConnection: (change) => {
        telemetry.log.warn(`NATS connection ${change}`)
        if (change === 'found') sync?.doubt()
        wake.wake()
      },
    }),
  )
  // A new one for each term of a leader: others may have changed the registry meanwhile.
  const newSync = async ({ stop: until, openShared }: Beginning): Promise<Sync> =>
    (sync = await openSync(config, bus, until, await openShared?.()))
  const parts = { wake, events, rescanMs: config.rescanMs }
  let follow: Follow | undefined
  let outsideProblems: () => readonly Problem[] = () => []
  const begin = async (more: Beginning): Promise<Follow> => {
    follow = new Follow({ ...parts, ...more, sync: await newSync(more) })
    await follow.first()
    return follow
  }
  const { done } = config.kube === 'off' ? await folders() : await cluster()

  async function folders(): Promise<Pick<Running, 'done'>> {
    if (config.manifests.length === 0) throw noManifests()
    const onFault = (folder: string, error: unknown): void => events.unwatched(folder, error)
    const onChange = (): void => wake.wake()
    const source = setup.use(new FolderSource(config, { stop, nowMs: () => Date.now(), onChange, onFault }))
    const outside = setup.use(new KeepOutside(config, { bus, telemetry, stop }))
    const onSync = (report: SyncReport): void => {
      deps.onSync?.(report)
      outside.report(report)
    }
    outsideProblems = () => outside.problems
    const started = await begin({ source, stop, onSync })
    return { done: started.follow() }
  }

  async function cluster(): Promise<Pick<Running, 'done'>> {
    const { startCluster } = await import('./kube/start-cluster.ts')
    return setup.use(await startCluster(config, { ...deps, bus, wake, begin }))
  }

  if (config.control !== undefined) {
    const drain = (): void => life.drain()
    const dependencies = () => Promise.resolve([bus.health()])
    setup.use(await serveControl({ service: 'controller', version, drain, ...config.control, life, dependencies }))
  }
  const owned = setup.move()
  const problems = (): readonly Problem[] => [...(follow?.problems ?? []), ...outsideProblems()]
  return { done, problems, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

async function openSync(config: ControllerConfig, bus: Bus, stop: AbortSignal, shared?: SharedRegistry): Promise<Sync> {
  const registry = await openRegistry(bus, config.replicas, stop)
  return new Sync(config, { bus, registry, bounds: { ...boundsDefault, replicas: config.replicas }, stop, shared })
}

function noManifests(): ConfigError {
  const message = 'MILLRACE_MANIFESTS names no folder, and MILLRACE_KUBE is off'
  return new ConfigError([{ kind: 'missing', setting: 'MILLRACE_MANIFESTS', message }])
}
