import { connect } from 'node:net'
import { open, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ManagedProcess } from '@millrace/servers'
import { launch } from '@millrace/servers'
import { tempFolder } from './temp-folder.ts'

export interface ServiceOptions {
  /** The file that Node runs. */
  readonly main: string | URL
  readonly args?: readonly string[]
  /** Added to this process's own environment; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly cwd?: string
  /** What shows that it can be used: a line that it prints, or a port of 127.0.0.1 that it opens. */
  readonly ready: { readonly line: RegExp } | { readonly port: number }
  readonly readyMaxMs?: number
  readonly stopMaxMs?: number
  /** Where its output goes; a temporary file that goes with it when absent. */
  readonly logFile?: string
  readonly name?: string
}

/** A Node program in a process of its own, to be killed, frozen and started again. */
export interface ServiceProcess extends ManagedProcess {
  /** All that it has printed so far, in all its incarnations. */
  log(): Promise<string>
  /** What the line that showed its readiness says, from its latest start; null when readiness was a port. */
  readonly readyLine: RegExpExecArray | null
}

const pollMs = 10

/** Starts a Node program and resolves when it is ready; disposing stops it with SIGTERM, then SIGKILL. */
export async function spawnService(options: ServiceOptions): Promise<ServiceProcess> {
  await using setup = new AsyncDisposableStack()
  const logFile = options.logFile ?? join(setup.use(await tempFolder()).path, 'service.log')
  const main = options.main instanceof URL ? fileURLToPath(options.main) : options.main
  let readyLine: RegExpExecArray | null = null
  const child = await launch({
    name: options.name ?? main,
    command: process.execPath,
    args: [main, ...(options.args ?? [])],
    env: { ...process.env, ...options.env },
    logFile,
    ready: async ({ logOffset }, stop) => {
      if ('port' in options.ready) return portOpens(options.ready.port, stop)
      readyLine = await lineAppears(logFile, logOffset, options.ready.line, stop)
    },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.readyMaxMs === undefined ? {} : { readyMaxMs: options.readyMaxMs }),
    ...(options.stopMaxMs === undefined ? {} : { stopMaxMs: options.stopMaxMs }),
  })
  const owned = setup.move()
  return service(child, owned, () => readyLine)
}

function service(
  child: ManagedProcess,
  owned: AsyncDisposableStack,
  readyLine: () => RegExpExecArray | null,
): ServiceProcess {
  return {
    logFile: child.logFile,
    get pid() {
      return child.pid
    },
    get running() {
      return child.running
    },
    get exited() {
      return child.exited
    },
    get readyLine() {
      return readyLine()
    },
    log: () => readFile(child.logFile, 'utf8'),
    kill: (signal) => child.kill(signal),
    stop: () => child.stop(),
    pause: () => child.pause(),
    resume: () => child.resume(),
    restart: () => child.restart(),
    [Symbol.asyncDispose]: () => child.stop().finally(() => owned.disposeAsync()),
  }
}

async function lineAppears(file: string, offset: number, line: RegExp, stop: AbortSignal): Promise<RegExpExecArray> {
  for (;;) {
    for (const text of (await readFrom(file, offset)).split('\n').slice(0, -1)) {
      const found = line.exec(text)
      if (found !== null) return found
    }
    await sleep(pollMs, undefined, { signal: stop })
  }
}

async function readFrom(path: string, offset: number): Promise<string> {
  await using file = await open(path, 'r')
  const length = (await file.stat()).size - offset
  if (length <= 0) return ''
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length), position: offset })
  return buffer.toString('utf8', 0, bytesRead)
}

async function portOpens(port: number, stop: AbortSignal): Promise<void> {
  while (!(await accepts(port))) await sleep(pollMs, undefined, { signal: stop })
}

function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ port, host: '127.0.0.1' })
    const end = (open: boolean): void => {
      socket.destroy()
      resolve(open)
    }
    socket.once('connect', () => end(true)).once('error', () => end(false))
  })
}
