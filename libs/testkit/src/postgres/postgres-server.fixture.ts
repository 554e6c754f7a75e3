import { freePort, launch, onPath, runTool } from '@millrace/servers'
import { chown, readdir } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tempFolder } from '../temp-folder.ts'

/** The programs of a Postgres, or why there are none on this machine. */
export type FoundPostgres =
  | { readonly kind: 'found'; readonly initdb: string; readonly postgres: string }
  | { readonly kind: 'missing'; readonly reason: string }

/** A Postgres of the test's own, on loopback. */
export interface PostgresServer extends AsyncDisposable {
  /** `postgres://…`: its one database, with all rights. */
  readonly url: string
  /** Ends it at once, as a crash would, and starts it again on its port. */
  restart(): Promise<void>
}

/** Where Debian keeps what it does not put on PATH. */
const debianFolder = '/usr/lib/postgresql'
const user = 'millrace'
/** 3.0 */
const protocolVersion = 196_608
/** Postgres refuses to run as root: `nobody` and `nogroup`. */
const unprivileged = { uid: 65_534, gid: 65_534 }
const initMaxMs = 60_000
const pollMs = 50

/** Finds initdb and postgres on PATH or where Debian keeps them. Says one line where there are none. */
export async function postgresBinaries(): Promise<FoundPostgres> {
  const [initdb, postgres] = [await find('initdb'), await find('postgres')]
  if (initdb !== undefined && postgres !== undefined) return { kind: 'found', initdb, postgres }
  const reason = 'no initdb and postgres on PATH (Debian: postgresql)'
  process.stderr.write(`SKIPPED: tests on a real Postgres: ${reason}\n`)
  return { kind: 'missing', reason }
}

async function find(name: string): Promise<string | undefined> {
  const [own] = await onPath(name, process.env)
  if (own !== undefined) return own
  const versions = await readdir(debianFolder).catch(() => [])
  for (const version of versions.sort((a, b) => Number(b) - Number(a))) {
    const path = join(debianFolder, version, 'bin')
    const [there] = await onPath(name, { PATH: path })
    if (there !== undefined) return there
  }
  return undefined
}

/** Starts one in a folder of its own, and resolves when it takes connections. */
export async function postgresServer({
  initdb,
  postgres,
}: Extract<FoundPostgres, { kind: 'found' }>): Promise<PostgresServer> {
  await using setup = new AsyncDisposableStack()
  const { path: dir } = setup.use(await tempFolder())
  const isRoot = process.getuid?.() === 0
  if (isRoot) await chown(dir, unprivileged.uid, unprivileged.gid)
  const data = join(dir, 'data')
  const [first = '', ...rest] = asUser(isRoot, initdb, [
    '-D',
    data,
    '-U',
    user,
    '-A',
    'trust',
    '--no-sync',
    '-E',
    'UTF8',
  ])
  const made = await runTool(first, [...rest, '--locale=C'], { env: process.env, runMaxMs: initMaxMs })
  if (!made.ok) throw new Error(`initdb failed: ${made.output.slice(-500)}`)
  const port = await freePort()
  const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', 'unix_socket_directories=', 'fsync=off']
  const [command = '', ...args] = asUser(isRoot, postgres, ['-D', data, ...settings.flatMap((one) => ['-c', one])])
  const server = setup.use(
    await launch({
      name: 'postgres',
      command,
      args,
      logFile: join(dir, 'postgres.log'),
      ready: (_, stop) => untilAnswers(port, stop),
    }),
  )
  const owned = setup.move()
  return {
    url: `postgres://${user}@127.0.0.1:${port}/postgres`,
    async restart() {
      await server.kill('SIGINT')
      await server.restart()
    },
    async [Symbol.asyncDispose]() {
      // It waits for its clients where it is asked to stop gracefully.
      await server.kill('SIGINT')
      await owned.disposeAsync()
    },
  }
}

function asUser(isRoot: boolean, command: string, args: readonly string[]): string[] {
  const { uid, gid } = unprivileged
  return isRoot
    ? ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--clear-groups', command, ...args]
    : [command, ...args]
}

/** A start-up packet asks for a session: one that is still starting listens already, and answers with an error. */
const askSession = startUpPacket({ user, database: 'postgres' })
const letIn = 'R'.charCodeAt(0)

function startUpPacket(parameters: Readonly<Record<string, string>>): Buffer {
  const text = Object.entries(parameters).flat().join('\0')
  const packet = Buffer.from(`\0\0\0\0\0\0\0\0${text}\0\0`)
  packet.writeInt32BE(packet.length, 0)
  packet.writeInt32BE(protocolVersion, 4)
  return packet
}

async function untilAnswers(port: number, stop: AbortSignal): Promise<void> {
  while (!(await answers(port))) await sleep(pollMs, undefined, { signal: stop })
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(askSession))
    const settle = (is: boolean) => (): void => {
      socket.destroy()
      resolve(is)
    }
    socket
      .once('data', (answer) => settle(answer[0] === letIn)())
      .once('error', settle(false))
      .once('close', settle(false))
  })
}
