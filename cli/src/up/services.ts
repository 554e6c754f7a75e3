import { formatProblem } from '@millrace/manifests'
import type { LanguageConfig } from '@millrace/language-host'
import type { PayloadSettings } from '@millrace/payloads'
import { configFrom, supervise, type Life, type Running, type Supervised } from '@millrace/service'
import type { Telemetry } from '@millrace/telemetry'
import type { Servers } from './servers.ts'
import { join } from 'node:path'
import type { UpOptions } from './options.ts'

/** One service of this process. */
export interface StartedService {
  readonly name: string
  readonly supervised: Supervised
}

/** What a service's start needs in this process. */
interface Context {
  readonly options: UpOptions
  readonly servers: Pick<Servers, 'natsUrl' | 'redisUrl'>
  readonly telemetry: Telemetry
  /** What templates may see of the machine. */
  readonly languages: LanguageConfig
  /** What large data may cost. */
  readonly payloads: PayloadSettings
  /** What one service knows and another tells. */
  readonly shared: { problems: () => readonly string[] }
}

/** Problems of manifests that the admin API tells. */
const problemsMax = 100

type StartWith = (context: Context, life: Life) => Promise<Running>

/**
 * The services in the order they start: the registry is filled before others read it, and the front door opens last.
 * They stop the other way round. Each is imported when it starts.
 */
const starts: Readonly<Record<string, StartWith>> = {
  async controller({ options, servers, telemetry, shared }, life) {
    const { controllerOptions, startController } = await import('@millrace/controller')
    const config = configFrom(controllerOptions, {
      natsUrl: servers.natsUrl,
      manifests: [options.dir],
      control: undefined,
    })
    const deps = { life, telemetry: telemetry.for('controller') }
    const controller = await startController({ ...config, control: undefined }, deps)
    shared.problems = () => controller.problems().slice(0, problemsMax).map(formatProblem)
    return controller
  },
  async 'trigger-executor'({ options, servers, telemetry, languages, payloads }, life) {
    const { executorOptions, startExecutor } = await import('@millrace/trigger-executor')
    const { natsUrl, redisUrl } = servers
    const traceUrl = `http://127.0.0.1:${options.adminPort}/trace/{id}`
    const { kube = 'off', dir } = options
    // Whoever starts this owns the folder: files beside the manifests are theirs to read.
    const cluster = { kube, artifactFolders: [dir] }
    const own = { natsUrl, redisUrl, manifests: dir, traceUrl }
    const config = configFrom(executorOptions, { ...own, ...cluster, ...payloads, ...languages })
    return startExecutor({ ...config, control: undefined }, { life, telemetry: telemetry.for('trigger-executor') })
  },
  async router({ servers, telemetry, languages, payloads }, life) {
    const { routerOptions, startRouter } = await import('@millrace/router')
    const config = configFrom(routerOptions, { natsUrl: servers.natsUrl, ...payloads, ...languages })
    return startRouter({ ...config, control: undefined }, { life, telemetry: telemetry.for('router') })
  },
  async dedup({ servers, telemetry }, life) {
    const { dedupOptions, startDedup } = await import('@millrace/dedup')
    const { natsUrl, redisUrl } = servers
    const config = configFrom(dedupOptions, { natsUrl, redisUrl })
    return startDedup({ ...config, control: undefined }, { life, telemetry: telemetry.for('dedup') })
  },
  async admin({ options, servers, telemetry, payloads, shared }, life) {
    const { adminOptions, startAdmin } = await import('@millrace/admin')
    const config = configFrom(adminOptions, {
      ...payloads,
      natsUrl: servers.natsUrl,
      redisUrl: servers.redisUrl,
      address: { host: '127.0.0.1', port: options.adminPort },
      history: options.history ? join(options.state, 'history.db') : '',
      // Its thread gives way to the others of this process as it is.
      historyGiveWayMaxMs: 0,
    })
    const deps = { life, telemetry: telemetry.for('admin'), problems: () => shared.problems() }
    return startAdmin({ ...config, control: undefined }, deps)
  },
  async sources({ options, servers, telemetry, languages, payloads }, life) {
    const { sourcesOptions, startSources } = await import('@millrace/sources')
    const { kube = 'off' } = options
    const config = configFrom(sourcesOptions, { natsUrl: servers.natsUrl, kube, ...payloads, ...languages })
    return startSources({ ...config, control: undefined }, { life, telemetry: telemetry.for('sources') })
  },
  async ingest({ options, servers, telemetry, languages, payloads }, life) {
    const { ingestOptions, startIngest } = await import('@millrace/ingest')
    const { dir, durability, workflowEventsPort, kube = 'off' } = options
    const { natsUrl } = servers
    // On this machine alone, as all of it: a certificate would only be in the way.
    const events = { workflowEventsPort, workflowEventsTls: 'off', kube }
    const own = { natsUrl, manifests: dir, durability, reusePort: false, ...events }
    const config = configFrom(ingestOptions, { ...own, ...payloads, ...languages })
    return startIngest({ ...config, control: undefined }, { life, telemetry: telemetry.for('ingest') })
  },
}

/** Starts every service, one after the other. Rejects with the fault of the first that fails; what runs is stopped then. */
export async function startServices(given: Omit<Context, 'shared'>): Promise<StartedService[]> {
  const context: Context = { ...given, shared: { problems: () => [] } }
  const started: StartedService[] = []
  for (const [name, start] of Object.entries(starts)) {
    const { log } = context.telemetry.for(name)
    const supervised = supervise((_stop, life) => start(context, life), log)
    started.push({ name, supervised })
    const fault = await untilRunning(supervised)
    if (fault === undefined) continue
    await stopServices(started)
    throw fault
  }
  return started
}

/** Stops services the other way round: the front door first. */
export async function stopServices(started: readonly StartedService[]): Promise<void> {
  for (const { supervised } of started.toReversed()) {
    supervised.life.drain()
    await supervised.ended
  }
}

async function untilRunning({ life, ended }: Supervised): Promise<unknown> {
  const { promise, resolve } = Promise.withResolvers<undefined>()
  using _ = life.watch((state) => {
    if (state === 'running') resolve(undefined)
  })
  // Awaited here: the watch ends with this function.
  return await Promise.race([
    promise,
    ended.then((end) => (end.kind === 'failed' ? end.error : new Error('it was asked to stop'))),
  ])
}
