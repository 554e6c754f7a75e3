import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { untilPortAnswers } from './ask-port.ts'
import { pidFile, refuseFolderInUse } from './folder-claim.ts'
import { launch } from './managed-process.ts'
import type { BinaryChoice } from './server-binary.ts'
import { serverBinary } from './server-binary.ts'
import type { ServerProcess } from './server-process.ts'
import { onPort, withCleanup } from './server-process.ts'

export type RedisOptions = BinaryChoice & {
  /** Holds the configuration, the log and the data. Absent: a temporary folder that is removed on disposal. */
  readonly dir?: string
  /** 0 or absent: one that is free. */
  readonly port?: number
  /** Whether writes go to an append-only file and so survive a restart. Absent: yes where a folder is named. */
  readonly appendOnly?: boolean
  /** `always`: a write is answered when it is on disk. `everysec`: a crash of the machine may lose a second of writes. */
  readonly fsync?: 'always' | 'everysec'
  /** True: the server outlives this process; whoever starts it so must end it by its pid. */
  readonly detached?: boolean
  readonly readyMaxMs?: number
  readonly stopMaxMs?: number
}

/** Starts a redis-server on loopback and resolves when it has loaded its data and answers. */
export async function startRedis(options: RedisOptions): Promise<ServerProcess> {
  const binary = await serverBinary('redis-server', options)
  if (options.dir !== undefined) return startIn(resolve(options.dir), binary, options)
  const dir = await mkdtemp(join(tmpdir(), 'millrace-redis-'))
  const remove = (): Promise<void> => rm(dir, { recursive: true, force: true })
  const server = await startIn(dir, binary, options).catch(async (error: unknown) => {
    await remove()
    throw error
  })
  return withCleanup(server, remove)
}

async function startIn(dir: string, binary: string, options: RedisOptions): Promise<ServerProcess> {
  const config = join(dir, 'redis.conf')
  await mkdir(join(dir, 'data'), { recursive: true, mode: 0o700 })
  await refuseFolderInUse(dir, config)
  const { appendOnly = options.dir !== undefined, fsync = 'everysec' } = options
  return onPort({ scheme: 'redis', dir, port: options.port ?? 0 }, async (port) => {
    await writeFile(config, redisConfig({ dir, port, appendOnly, fsync }), { mode: 0o600 })
    return launch({
      name: 'redis-server',
      command: binary,
      args: [config],
      logFile: join(dir, 'redis.log'),
      ready: ({ pid }, stop) => redisAnswers(port, pid, stop),
      ...(options.detached === undefined ? {} : { detached: options.detached }),
      ...(options.readyMaxMs === undefined ? {} : { readyMaxMs: options.readyMaxMs }),
      ...(options.stopMaxMs === undefined ? {} : { stopMaxMs: options.stopMaxMs }),
    })
  })
}

interface RedisSettings {
  readonly dir: string
  readonly port: number
  readonly appendOnly: boolean
  readonly fsync: 'always' | 'everysec'
}

function redisConfig({ dir, port, appendOnly, fsync }: RedisSettings): string {
  return [
    '# Written by Millrace at every start; changes here are lost.',
    'bind 127.0.0.1',
    `port ${port}`,
    `dir ${JSON.stringify(join(dir, 'data'))}`,
    'daemonize no',
    `pidfile ${JSON.stringify(pidFile(dir))}`,
    'save ""',
    `appendonly ${appendOnly ? 'yes' : 'no'}`,
    `appendfsync ${fsync}`,
    // The effect ledger lives here: losing keys to make room would repeat effects, so a full server must refuse instead.
    'maxmemory-policy noeviction',
    // The command line that others see names our configuration, by which a folder in use is recognised.
    'proc-title-template "{title} {config-file} {listen-addr}"',
    '',
  ].join('\n')
}

/** `+PONG` comes only once the data is loaded; the process id tells our server from another's on the same port. */
function redisAnswers(port: number, pid: number, stop: AbortSignal): Promise<void> {
  const ours = `\r\nprocess_id:${pid}\r\n`
  const accept = (answer: string): boolean => answer.startsWith('+PONG\r\n') && answer.includes(ours)
  return untilPortAnswers(port, 'PING\r\nINFO server\r\n', accept, stop)
}
