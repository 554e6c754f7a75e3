import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findServer, freePort, launch } from '@millrace/servers'
import { tempFolder } from './temp-folder.ts'

/** A nats-server with a configuration of the test's own: users, TLS, limits. */
export interface ConfiguredNats extends AsyncDisposable {
  readonly port: number
  readonly stop: () => Promise<void>
  /** Starts it again, with other lines of configuration where some are given. */
  readonly restart: (lines?: readonly string[]) => Promise<void>
}

export interface ConfiguredOptions {
  /** Path of the server; the one that all tests use when absent. */
  readonly binary?: string
  /** `off`: a server that was started without it. */
  readonly jetStream?: 'on' | 'off'
}

/**
 * Starts a nats-server on 127.0.0.1 with these lines of configuration. Ready means that it greets: what a
 * client needs to get in is the test's affair.
 */
export async function configuredNats(
  lines: (folder: string) => readonly string[],
  { binary, jetStream = 'on' }: ConfiguredOptions = {},
): Promise<ConfiguredNats> {
  await using setup = new AsyncDisposableStack()
  const { path: dir } = setup.use(await tempFolder())
  const command = binary ?? (await findServer('nats-server', { env: process.env })).path
  const port = await freePort()
  const config = join(dir, 'nats.conf')
  const store = `jetstream { store_dir: ${JSON.stringify(join(dir, 'jetstream'))} }`
  const own = [`listen: "127.0.0.1:${port}"`, ...(jetStream === 'on' ? [store] : [])]
  const write = (more: readonly string[]) => writeFile(config, [...own, ...more, ''].join('\n'), { mode: 0o600 })
  await write(lines(dir))
  const child = setup.use(
    await launch({
      name: 'nats-server',
      command,
      args: ['--config', config],
      logFile: join(dir, 'nats.log'),
      ready: async (_, stop) => {
        while (!(await greets(port))) await sleep(20, undefined, { signal: stop })
      },
    }),
  )
  const owned = setup.move()
  return {
    port,
    stop: () => child.stop(),
    restart: async (more) => {
      await child.stop()
      if (more !== undefined) await write(more)
      await child.restart()
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function greets(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const end = (greeted: boolean): void => {
      socket.destroy()
      resolve(greeted)
    }
    socket.setTimeout(1_000, () => end(false)).once('error', () => end(false))
    socket.once('data', (chunk) => end(chunk.toString().startsWith('INFO')))
  })
}
