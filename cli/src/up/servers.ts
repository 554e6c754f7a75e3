import { findServer, ServersError, startNats, startRedis, type ServerProcess } from '@millrace/servers'
import { join } from 'node:path'
import { CliError } from '../cli-error.ts'
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
  const { natsPort = 0, redisPort = 0 } = options
  const startedNats =
    natsUrl ?? keep(await told('--nats-port', natsPort, () => nats({ state, durability, port: natsPort }, env, say)))
  const startedRedis = redisUrl ?? keep(await told('--redis-port', redisPort, () => redis(state, redisPort, env, say)))
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

/** What a person can mend is told as such, and which option chose the port where one did. */
async function told(option: string, port: number, start: () => Promise<ServerProcess>): Promise<ServerProcess> {
  try {
    return await start()
  } catch (cause) {
    if (!(cause instanceof ServersError)) throw cause
    const hint = port === 0 ? '' : `; is port ${port} taken? Give another with ${option}, or 0 for a free one`
    throw new CliError(`${cause.message}${hint}`, { cause })
  }
}

interface NatsChoice extends Pick<UpOptions, 'state' | 'durability'> {
  readonly port: number
}

async function nats(
  { state, durability, port }: NatsChoice,
  env: Env,
  say: (line: string) => void,
): Promise<ServerProcess> {
  const { path: binary, version } = await findServer('nats-server', { env, say })
  const server = await startNats({
    binary,
    dir: join(state, 'nats'),
    port,
    sync: durability === 'fsync' ? 'always' : 'lazy',
    cores: 1,
  })
  say(
    `nats-server ${version} runs on port ${server.port} (every event is ${durability === 'fsync' ? 'on disk before it is acknowledged' : 'flushed to disk within two minutes'})`,
  )
  return server
}

async function redis(state: string, port: number, env: Env, say: (line: string) => void): Promise<ServerProcess> {
  const { path: binary, version } = await findServer('redis-server', { env, say })
  const server = await startRedis({ binary, port, dir: join(state, 'redis'), appendOnly: true, fsync: 'everysec' })
  say(`redis-server ${version} runs on port ${server.port}`)
  return server
}
