import { findServer, startNats, startRedis, type ServerProcess } from '@millrace/servers'
import { join } from 'node:path'
import type { Env } from '../run-cli.ts'
import type { UpOptions } from './options.ts'

/** The servers of this run: those it started, or those it was told to use. */
export interface Servers extends AsyncDisposable {
  readonly natsUrl: string
  readonly redisUrl: string
  /** Rejects when a server that was started ends by itself. */
  readonly lost: Promise<never>
}

/** Starts nats-server and redis-server on the state folder, except those whose URL is given. */
export async function openServers(options: UpOptions, env: Env, say: (line: string) => void): Promise<Servers> {
  const { state, durability, natsUrl = env['MILLRACE_NATS_URL'], redisUrl = env['MILLRACE_REDIS_URL'] } = options
  const started: ServerProcess[] = []
  await using setup = new AsyncDisposableStack()
  const keep = (server: ServerProcess): string => {
    started.push(setup.use(server))
    return server.url
  }
  const startedNats = natsUrl ?? keep(await nats(state, durability, env, say))
  const startedRedis = redisUrl ?? keep(await redis(state, env, say))
  const owned = setup.move()
  let stopping = false
  const { promise: lost, reject } = Promise.withResolvers<never>()
  lost.catch(() => {})
  const watch = async (server: ServerProcess): Promise<void> => {
    const code = await server.exited
    if (!stopping) reject(new Error(`a server ended by itself (code ${code}); its log: ${server.logFile}`))
  }
  for (const server of started) void watch(server)
  return {
    natsUrl: startedNats,
    redisUrl: startedRedis,
    lost,
    async [Symbol.asyncDispose]() {
      stopping = true
      await owned.disposeAsync()
    },
  }
}

async function nats(
  state: string,
  durability: UpOptions['durability'],
  env: Env,
  say: (line: string) => void,
): Promise<ServerProcess> {
  const { path: binary, version } = await findServer('nats-server', { env, say })
  const server = await startNats({
    binary,
    dir: join(state, 'nats'),
    sync: durability === 'fsync' ? 'always' : 'lazy',
    cores: 1,
  })
  say(
    `nats-server ${version} runs on port ${server.port} (every event is ${durability === 'fsync' ? 'on disk before it is acknowledged' : 'flushed to disk within two minutes'})`,
  )
  return server
}

async function redis(state: string, env: Env, say: (line: string) => void): Promise<ServerProcess> {
  const { path: binary, version } = await findServer('redis-server', { env, say })
  const server = await startRedis({ binary, dir: join(state, 'redis'), appendOnly: true, fsync: 'everysec' })
  say(`redis-server ${version} runs on port ${server.port}`)
  return server
}
