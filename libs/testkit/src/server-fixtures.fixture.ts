import type { Found, ServerKind, ServerProcess } from '@millrace/servers'
import { findServer, startNats, startRedis, withCleanup } from '@millrace/servers'
import { tempFolder } from './temp-folder.ts'

export interface NatsServerOptions {
  /** `lazy` when absent: a test that is not about fsync should not wait for it. */
  readonly sync?: 'always' | 'lazy'
  /** A folder that outlives the server; a temporary one when absent. */
  readonly dir?: string
  readonly port?: number
}

export interface RedisServerOptions {
  /** Absent: no, so a restart starts empty. */
  readonly appendOnly?: boolean
  readonly fsync?: 'always' | 'everysec'
  readonly dir?: string
  readonly port?: number
}

/** A nats-server with JetStream of the test's own: `await using nats = await natsServer()`. Found or installed on first use. */
export async function natsServer(options: NatsServerOptions = {}): Promise<ServerProcess> {
  const { path: binary } = await find('nats-server')
  const { sync = 'lazy', port = 0 } = options
  return inFolder(options.dir, (dir) => startNats({ binary, sync, port, dir }))
}

/** A redis-server of the test's own: `await using redis = await redisServer()`. Found or installed on first use. */
export async function redisServer(options: RedisServerOptions = {}): Promise<ServerProcess> {
  const { path: binary } = await find('redis-server')
  const { appendOnly = false, fsync = 'everysec', port = 0 } = options
  return inFolder(options.dir, (dir) => startRedis({ binary, appendOnly, fsync, port, dir }))
}

async function inFolder(
  named: string | undefined,
  start: (dir: string) => Promise<ServerProcess>,
): Promise<ServerProcess> {
  if (named !== undefined) return start(named)
  await using setup = new AsyncDisposableStack()
  const folder = setup.use(await tempFolder())
  const server = await start(folder.path)
  const owned = setup.move()
  return withCleanup(server, () => owned.disposeAsync())
}

/** One search per process and server; the answer cannot change while tests run. */
const searches = new Map<ServerKind, Promise<Found>>()

function find(kind: ServerKind): Promise<Found> {
  const search = searches.get(kind) ?? findServer(kind, { env: process.env })
  searches.set(kind, search)
  return search
}
