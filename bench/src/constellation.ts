import type { Env, ServerProcess } from '@millrace/servers'
import { findServer, startNats, startRedis } from '@millrace/servers'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Replica, ServiceName } from './replica.ts'
import { serviceNames, startReplica } from './replica.ts'
import { untilAccepts } from './until-accepts.ts'

/** How the whole system is set up as processes. */
export interface ConstellationOptions {
  /** Holds the servers' data and all logs; made when missing, kept afterwards. */
  readonly dir: string
  /** Folder that the controller reads. */
  readonly manifests: string
  /** Port that shows that the manifests are in force: one that ingest opens for them. */
  readonly opensPort: number
  /** Processes of each service; 1 where nothing is said, 0: the service is left out. */
  readonly replicas?: Partial<Record<ServiceName, number>>
  /** Whether NATS acknowledges what is on disk, or what it has taken. */
  readonly sync: 'always' | 'lazy'
  /** The environment that servers are found by and services inherit. */
  readonly env: Env
  /** More settings for every service. */
  readonly settings?: Readonly<Record<string, string>>
  /** Arguments for the Node of one service. */
  readonly nodeArgs?: Partial<Record<ServiceName, readonly string[]>>
  /** Stands in for the nats-server that would be found. */
  readonly natsBinary?: string
  /** Cores that NATS uses at most; absent: all. */
  readonly natsCores?: number
}

/** The whole system, each replica of each service a process of its own. Disposing of it stops all that it started. */
export interface Constellation extends AsyncDisposable {
  readonly nats: ServerProcess
  readonly redis: ServerProcess
  readonly replicas: readonly Replica[]
  replicasOf(service: ServiceName): readonly Replica[]
}

const openMaxMs = 30_000

/** Starts NATS, Redis and every service; resolves when all serve and the manifests are in force. */
export async function startConstellation(options: ConstellationOptions): Promise<Constellation> {
  await using setup = new AsyncDisposableStack()
  const { env, sync } = options
  await mkdir(options.dir, { recursive: true })
  const binary = options.natsBinary ?? (await findServer('nats-server', { env })).path
  const cores = options.natsCores === undefined ? {} : { cores: options.natsCores }
  const nats = setup.use(await startNats({ dir: join(options.dir, 'nats'), sync, binary, env, ...cores }))
  const redis = setup.use(
    await startRedis({ dir: join(options.dir, 'redis'), appendOnly: true, fsync: 'everysec', env }),
  )
  const replicas: Replica[] = []
  for (const service of serviceNames) {
    const started = await startService(service, { ...options, natsUrl: nats.url, redisUrl: redis.url })
    // Together: what one of them still waits for may be another's end.
    setup.defer(async () => void (await Promise.all(started.map((replica) => replica.process.stop()))))
    replicas.push(...started)
  }
  await untilOpen(options.opensPort)
  const owned = setup.move()
  return {
    nats,
    redis,
    replicas,
    replicasOf: (service) => replicas.filter((replica) => replica.service === service),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

type Connected = ConstellationOptions & { readonly natsUrl: string; readonly redisUrl: string }

async function startService(service: ServiceName, options: Connected): Promise<Replica[]> {
  const count = options.replicas?.[service] ?? 1
  const nodeArgs = options.nodeArgs?.[service]
  const settings = {
    dir: options.dir,
    env: {
      ...options.env,
      MILLRACE_NATS_URL: options.natsUrl,
      MILLRACE_REDIS_URL: options.redisUrl,
      MILLRACE_MANIFESTS: options.manifests,
      MILLRACE_METRICS_PORT: '-1',
      // A port that is shared in silence would mix two runs: only replicas of one run may share theirs.
      MILLRACE_INGEST_REUSE_PORT: String((options.replicas?.ingest ?? 1) > 1),
      MILLRACE_DURABILITY: options.sync === 'always' ? 'fsync' : 'relaxed',
      ...options.settings,
    },
    ...(nodeArgs === undefined ? {} : { nodeArgs }),
  }
  const starting = Array.from({ length: count }, (_, nth) => startReplica(service, nth + 1, settings))
  const results = await Promise.allSettled(starting)
  const started = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = results.find((result) => result.status === 'rejected')
  if (failed === undefined) return started
  for (const replica of started) await replica.process.stop()
  throw failed.reason
}

async function untilOpen(port: number): Promise<void> {
  try {
    await untilAccepts(port, AbortSignal.timeout(openMaxMs))
  } catch (cause) {
    throw new Error(`port ${port} was not opened within ${openMaxMs} ms: are the manifests sound?`, { cause })
  }
}
