import { randomBytes } from 'node:crypto'
import { mkdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { untilPortAnswers } from './ask-port.ts'
import { pidFile, refuseFolderInUse } from './folder-claim.ts'
import { launch } from './managed-process.ts'
import type { BinaryChoice } from './server-binary.ts'
import { serverBinary } from './server-binary.ts'
import type { ServerProcess } from './server-process.ts'
import { onPort } from './server-process.ts'

export type NatsOptions = BinaryChoice & {
  /** Holds the configuration, the log and the streams; made when missing. */
  readonly dir: string
  /** 0 or absent: one that is free. */
  readonly port?: number
  /** `always`: a publish is acknowledged when it is on disk. `lazy`: when the server has it; flushed every two minutes. */
  readonly sync?: 'always' | 'lazy'
  /** Cores it uses at most. At low rates one saves much of its cost: waking threads of others is most of it then. */
  readonly cores?: number
  /** Shown in the server's own reports. */
  readonly serverName?: string
  /** True: the server outlives this process; whoever starts it so must end it by its pid. */
  readonly detached?: boolean
  readonly readyMaxMs?: number
  readonly stopMaxMs?: number
}

/** The largest message, in the server's notation; the largest it takes without a warning. */
export const maxPayload = '8MB'
const syncIntervals = { always: 'always', lazy: '"2m"' } as const

/** Starts a nats-server with JetStream on loopback and resolves when JetStream answers. */
export async function startNats(options: NatsOptions): Promise<ServerProcess> {
  const binary = await serverBinary('nats-server', options)
  const dir = resolve(options.dir)
  const config = join(dir, 'nats.conf')
  await mkdir(dir, { recursive: true, mode: 0o700 })
  await refuseFolderInUse(dir, config)
  // Unlike any other server's, so that another's answer on the same port is not taken for ours.
  const serverName = options.serverName ?? `millrace-${randomBytes(4).toString('hex')}`
  return onPort({ scheme: 'nats', dir, port: options.port ?? 0 }, async (port) => {
    await writeFile(config, natsConfig({ dir, port, serverName, sync: options.sync ?? 'always' }), { mode: 0o600 })
    return launch({
      name: 'nats-server',
      command: binary,
      args: ['--config', config],
      logFile: join(dir, 'nats.log'),
      ready: (_, stop) => jetStreamAnswers(port, serverName, stop),
      ...(options.cores === undefined ? {} : { env: { ...options.env, GOMAXPROCS: String(options.cores) } }),
      ...(options.detached === undefined ? {} : { detached: options.detached }),
      ...(options.readyMaxMs === undefined ? {} : { readyMaxMs: options.readyMaxMs }),
      ...(options.stopMaxMs === undefined ? {} : { stopMaxMs: options.stopMaxMs }),
    })
  })
}

interface NatsSettings {
  readonly dir: string
  readonly port: number
  readonly serverName: string
  readonly sync: 'always' | 'lazy'
}

function natsConfig({ dir, port, serverName, sync }: NatsSettings): string {
  return [
    '# Written by Millrace at every start; changes here are lost.',
    `server_name: ${JSON.stringify(serverName)}`,
    `listen: "127.0.0.1:${port}"`,
    `max_payload: ${maxPayload}`,
    `pid_file: ${JSON.stringify(pidFile(dir))}`,
    `jetstream {`,
    `  store_dir: ${JSON.stringify(join(dir, 'jetstream'))}`,
    `  sync_interval: ${syncIntervals[sync]}`,
    `}`,
    '',
  ].join('\n')
}

/** The port is open before JetStream is: only an answer of its API without an error counts. */
function jetStreamAnswers(port: number, serverName: string, stop: AbortSignal): Promise<void> {
  const question = 'CONNECT {"verbose":false}\r\nSUB ready 1\r\nPUB $JS.API.INFO ready 0\r\n\r\n'
  const ours = `"server_name":${JSON.stringify(serverName)}`
  return untilPortAnswers(port, question, (answer) => answer.includes(ours) && hasAccount(answer), stop)
}

function hasAccount(answer: string): boolean {
  const message = /^MSG ready 1 \d+\r\n(.*)\r\n/m.exec(answer)?.[1]
  return message !== undefined && message.includes('account_info_response') && !message.includes('"error"')
}
