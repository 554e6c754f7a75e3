import type { ManagedProcess } from '@millrace/servers'
import { launch } from '@millrace/servers'
import { join } from 'node:path'
import type { BenchRun } from './bench-run.ts'
import { startConstellation, type Constellation } from './constellation.ts'
import { profileArgs } from './cpu-profile.ts'
import { placeManifests, type ManifestChoice } from './place-manifests.ts'
import { monitoredNats, type MonitoredNats } from './monitored-nats.ts'
import { serviceNames, type ServiceName } from './replica.ts'
import { refuseTaken } from './refuse-taken.ts'
import { scratch } from './scratch.ts'
import { untilAccepts } from './until-accepts.ts'

/** How the system is set up for a scenario. */
export interface StageOptions extends ManifestChoice {
  readonly sync: 'lazy' | 'always'
  readonly settings?: Readonly<Record<string, string>>
  /** Arguments for the Node of every service. */
  readonly nodeArgs?: readonly string[]
}

/** The system with a sink behind it, one process a service. */
export interface Stage extends AsyncDisposable {
  readonly constellation: Constellation
  readonly nats: MonitoredNats
  readonly webhookUrl: string
  readonly sinkUrl: string
  /** Every process of the system by name, the servers among them; the sink is none of it. */
  readonly processes: ReadonlyMap<string, number>
  /** What a service has written so far. */
  logFileOf(service: ServiceName): string
}

/** Starts all of it in a folder of its own, which goes when it is disposed of. */
export async function openStage(options: StageOptions, run: BenchRun): Promise<Stage> {
  await using setup = new AsyncDisposableStack()
  const { path: dir } = setup.use(await scratch('bench'))
  const manifests = join(dir, 'manifests')
  const ports = await placeManifests(options, { from: run.tools.manifests, to: manifests }, run.say)
  await refuseTaken([ports.webhook, ports.sink])
  setup.use(await startSink(run, ports.sink, dir))
  const nats = await monitoredNats(dir, run.env)
  const constellation = setup.use(
    await startConstellation({
      dir,
      manifests,
      opensPort: ports.webhook,
      sync: options.sync,
      env: run.env,
      natsBinary: nats.binary,
      ...(run.natsCores === undefined ? {} : { natsCores: run.natsCores }),
      settings: { LOG_LEVEL: 'warn', ...options.settings },
      nodeArgs: Object.fromEntries(serviceNames.map((service) => [service, nodeArgsOf(service, options, run)])),
    }),
  )
  const owned = setup.move()
  return {
    constellation,
    nats,
    webhookUrl: `http://127.0.0.1:${ports.webhook}/push`,
    sinkUrl: `http://127.0.0.1:${ports.sink}`,
    processes: new Map([
      ...constellation.replicas.map(({ service, process }) => [service, process.pid] as const),
      ['nats-server', constellation.nats.pid],
      ['redis-server', constellation.redis.pid],
    ]),
    logFileOf: (service) => join(dir, `${service}-1.log`),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function nodeArgsOf(service: ServiceName, { nodeArgs = [] }: StageOptions, { profile }: BenchRun): readonly string[] {
  return profile?.service === service ? [...nodeArgs, ...profileArgs(profile.dir)] : nodeArgs
}

async function startSink({ tools }: BenchRun, port: number, dir: string): Promise<ManagedProcess> {
  return launch({
    name: 'sink',
    command: tools.sink,
    args: ['-addr', `127.0.0.1:${port}`, '-reply', '{"ok":true}'],
    logFile: join(dir, 'sink.log'),
    ready: (_, stop) => untilAccepts(port, stop),
  })
}
