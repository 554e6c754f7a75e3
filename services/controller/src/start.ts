import { boundsDefault, openBus } from '@millrace/bus'
import type { Problem } from '@millrace/manifests'
import { openRegistry } from '@millrace/registry'
import { serveControl, version, type Running, type ServiceDeps } from '@millrace/service'
import type { ControllerConfig } from './config.ts'
import { controllerEvents, type ControllerEvents } from './events.ts'
import { isPassing, Sync } from './sync.ts'
import type { SyncReport } from './sync-report.ts'
import { Wake } from './wake.ts'
import { FolderWatch } from './watch-folders.ts'

/** What the controller is given besides its config. */
export interface ControllerDeps extends ServiceDeps {
  /** Told of the first look at the folders and of every one that changed something. */
  readonly onSync?: (report: SyncReport) => void
}

/** A started controller. */
export interface Controller extends Running {
  /** Everything that is wrong with the manifests at the moment. */
  problems(): readonly Problem[]
}

/** After a failure that will not pass by itself, such as a refusal, it is tried again this often. */
const failedRetryMs = 5_000
const awayRetryMs = 500

/** Manifests → registry and streams. Resolves when what the folders hold is in force. */
export async function startController(config: ControllerConfig, deps: ControllerDeps): Promise<Controller> {
  const { life, telemetry } = deps
  const { log } = telemetry
  const { stop } = life
  const wake = new Wake()
  let sync: Sync | undefined
  await using setup = new AsyncDisposableStack()
  const bus = setup.use(
    await openBus({
      url: config.natsUrl,
      name: 'controller',
      onConnection: (change) => {
        log.warn(`NATS connection ${change}`)
        if (change === 'found') sync?.doubt()
        wake.wake()
      },
    }),
  )
  const registry = await openRegistry(bus, config.replicas, stop)
  const bounds = { ...boundsDefault, replicas: config.replicas }
  sync = new Sync(config, { bus, registry, bounds, stop, nowMs: () => Date.now() })
  const events = controllerEvents(telemetry)
  const loop = new Loop({ config, deps, sync, wake, events })
  const folders = setup.use(
    new FolderWatch(
      () => wake.wake(),
      (folder, error) => events.unwatched(folder, error),
    ),
  )
  await loop.first(folders)
  if (config.control !== undefined) {
    const drain = (): void => life.drain()
    const dependencies = () => Promise.resolve([bus.health()])
    setup.use(await serveControl({ service: 'controller', version, drain, ...config.control, life, dependencies }))
  }
  const done = loop.follow(folders)
  const owned = setup.move()
  return { done, problems: () => loop.problems, [Symbol.asyncDispose]: () => owned.disposeAsync() }
}

interface LoopParts {
  readonly config: ControllerConfig
  readonly deps: ControllerDeps
  readonly sync: Sync
  readonly wake: Wake
  readonly events: ControllerEvents
}

class Loop {
  readonly #parts: LoopParts
  problems: readonly Problem[] = []

  constructor(parts: LoopParts) {
    this.#parts = parts
  }

  /** Repeats until the folders are in force, or `stop` aborts. */
  async first(folders: FolderWatch): Promise<void> {
    const { deps, wake } = this.#parts
    for (;;) {
      const waitMs = await this.#once(folders)
      if (waitMs === undefined) return
      await wake.wait(waitMs, deps.life.stop)
      deps.life.stop.throwIfAborted()
    }
  }

  async follow(folders: FolderWatch): Promise<void> {
    const { config, deps, wake } = this.#parts
    const { stop } = deps.life
    let waitMs = config.rescanMs
    while (!stop.aborted) {
      await wake.wait(waitMs, stop)
      if (!stop.aborted) waitMs = (await this.#once(folders)) ?? config.rescanMs
    }
  }

  /** One look. Gives the milliseconds after which to try again where it failed. */
  async #once(folders: FolderWatch): Promise<number | undefined> {
    const { deps, sync, events } = this.#parts
    try {
      const found = await sync.look()
      // Before reading: a change from now on is told.
      folders.follow(found.folders)
      const report = await sync.bring(found)
      if (report === undefined) return undefined
      this.problems = report.problems
      events.synced(report)
      deps.onSync?.(report)
      return undefined
    } catch (error) {
      if (deps.life.stop.aborted) return 0
      events.failed(error)
      return isPassing(error) ? awayRetryMs : failedRetryMs
    }
  }
}
