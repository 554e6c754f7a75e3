import type { Env } from '@millrace/servers'
import { freePort, launch, startNats } from '@millrace/servers'
import { join } from 'node:path'
import type { Tools } from './build-tools.ts'
import { outputOf, runGen } from './gen.ts'
import { scratch } from './scratch.ts'
import { untilAccepts } from './until-accepts.ts'
import type { Check } from './result.ts'
import { check } from './result.ts'

/** How a server that does nothing else answers requests. */
export interface Echo {
  readonly perS: number
  /** CPU seconds of the server for 1,000 requests. */
  readonly cpuPer1k: number
}

/** Figure that the distance to the floor is told in. */
export const echoCpu = 'bare Node echo, CPU-s per 1,000'

const echoS = 5
const connections = 64
const messages = 10_000
const messagesFsynced = 1_000

/** The bare `node:http` server at 64 connections: what ratios relate to. */
export function measureEcho(tools: Tools): Promise<Echo> {
  return measureServer(tools, process.execPath, (port) => [tools.echo, String(port)])
}

/** What the parts do alone, in the same run as the system: HTTP in Node and in Go, JetStream with lazy and with every fsync. */
export async function measureFloors(tools: Tools, env: Env): Promise<readonly Check[]> {
  const node = await measureEcho(tools)
  const go = await measureServer(tools, tools.floor, (port) => ['-mode', 'echo', '-addr', `127.0.0.1:${port}`])
  return [
    check('bare Node echo, requests/s at 64 connections', node.perS),
    check(echoCpu, node.cpuPer1k),
    check('bare Go echo, requests/s at 64 connections', go.perS),
    ...(await measureNats(tools, env, 'lazy', messages)),
    ...(await measureNats(tools, env, 'always', messagesFsynced)),
  ]
}

async function measureServer(tools: Tools, command: string, args: (port: number) => readonly string[]): Promise<Echo> {
  const port = await freePort()
  await using folder = await scratch('floor')
  await using server = await launch({
    name: 'echo',
    command,
    args: args(port),
    logFile: join(folder.path, 'echo.log'),
    ready: (_, stop) => untilAccepts(port, stop),
  })
  const result = await runGen(tools, {
    url: `http://127.0.0.1:${port}/push`,
    sink: null,
    connections,
    durationS: echoS,
    processes: new Map([['echo', server.pid]]),
  })
  return { perS: result.ack_per_s, cpuPer1k: ((result.procs?.['echo']?.cpu_s ?? 0) / result.acked) * 1_000 }
}

/** One line of the floor program. */
interface FloorLine {
  readonly mode: string
  readonly per_s: number
  readonly p50_ms: number
}

async function measureNats(tools: Tools, env: Env, sync: 'lazy' | 'always', count: number): Promise<Check[]> {
  await using folder = await scratch('floor')
  await using nats = await startNats({ dir: join(folder.path, 'nats'), sync, env })
  // On a slow disk its asynchronous publishes stall for longer than the client bears.
  const text = await outputOf(tools.floor, ['-nats', nats.url, '-n', String(count)], sync === 'always')
  // The program prints one such object a line.
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as FloorLine)
  return lines.map(({ mode, per_s }) => check(`NATS, ${sync} fsync: ${mode}, a second`, per_s))
}
