import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { closeSync, openSync, statSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Env } from './env.ts'
import { logTail } from './log-tail.ts'
import { ServersError } from './servers-error.ts'
import { watchOver } from './watchdog.ts'

export interface Launch {
  /** Names the process in errors. */
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  /** This process's own environment when absent. */
  readonly env?: Env
  readonly cwd?: string
  /** Standard output and error are appended here. */
  readonly logFile: string
  /** True: it outlives this process, and does not keep it from ending. */
  readonly detached?: boolean
  /** Resolves once the process can be used; must give up when `stop` aborts. */
  readonly ready: (started: Started, stop: AbortSignal) => Promise<void>
  readonly readyMaxMs?: number
  /** A graceful stop that takes longer than this ends with SIGKILL. */
  readonly stopMaxMs?: number
}

export interface Started {
  readonly pid: number
  /** Where in the log file this incarnation's output begins, in bytes. */
  readonly logOffset: number
}

/** A child process that can be killed, frozen and started again; signals go to its process id alone. */
export interface ManagedProcess extends AsyncDisposable {
  /** Of the current incarnation; `restart` changes it. */
  readonly pid: number
  readonly running: boolean
  readonly logFile: string
  /** The exit code of the current incarnation; null when a signal ended it. */
  readonly exited: Promise<number | null>
  /** Sends a signal that ends the process (SIGKILL when none is named) and resolves when it has ended. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** SIGTERM, and SIGKILL past the bound. */
  stop(): Promise<void>
  /** SIGSTOP: the process keeps its sockets and does nothing. */
  pause(): void
  /** SIGCONT. */
  resume(): void
  /** Stops it gracefully if it still runs, then starts it again with the same arguments. */
  restart(): Promise<void>
}

export const readyMaxMsDefault = 30_000
export const stopMaxMsDefault = 5_000

/** Starts a process and resolves when it is ready; one that fails to get ready is gone when this rejects. */
export async function launch(options: Launch): Promise<ManagedProcess> {
  const process = new Child(options)
  await process.start()
  return process
}

class Child implements ManagedProcess {
  readonly #launch: Launch
  #child: ChildProcess | null = null
  #exited: Promise<number | null> = Promise.resolve(null)

  constructor(options: Launch) {
    this.#launch = options
  }

  get pid(): number {
    return this.#child?.pid ?? -1
  }

  get running(): boolean {
    return this.#child !== null && this.#child.exitCode === null && this.#child.signalCode === null
  }

  get logFile(): string {
    return this.#launch.logFile
  }

  get exited(): Promise<number | null> {
    return this.#exited
  }

  async start(): Promise<void> {
    const { name, command, ready, readyMaxMs = readyMaxMsDefault, logFile, detached = false } = this.#launch
    const logOffset = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0
    const child = this.#spawn()
    const failed = new Promise<Error>((resolve) => child.on('error', resolve))
    const { pid } = child
    if (pid === undefined) {
      throw new ServersError('start-failed', `${name} could not be run from ${command}`, { cause: await failed })
    }
    this.#child = child
    this.#exited = new Promise((resolve) => child.once('exit', resolve))
    if (detached) child.unref()
    else void this.#exited.then(watchOver(pid))
    const gaveUp = new AbortController()
    const stop = AbortSignal.any([gaveUp.signal, AbortSignal.timeout(readyMaxMs)])
    void this.#exited.then(() => gaveUp.abort())
    try {
      await ready({ pid, logOffset }, stop)
      if (!this.running) throw new Error('it ended')
    } catch (cause) {
      const how = this.running ? `was not ready within ${readyMaxMs} ms` : `ended before it was ready`
      await this.kill()
      throw new ServersError('start-failed', `${name} ${how}: ${await logTail(logFile)} (log: ${logFile})`, { cause })
    }
  }

  async kill(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    if (!this.running) return
    const { name, stopMaxMs = stopMaxMsDefault } = this.#launch
    this.#child?.kill(signal)
    if (await this.#endsWithin(stopMaxMs)) return
    throw new ServersError('stop-failed', `${name} (pid ${this.pid}) still ran ${stopMaxMs} ms after ${signal}`)
  }

  async stop(): Promise<void> {
    if (!this.running) return
    this.#child?.kill('SIGTERM')
    // A frozen process would never see the SIGTERM.
    this.#child?.kill('SIGCONT')
    if (!(await this.#endsWithin(this.#launch.stopMaxMs ?? stopMaxMsDefault))) await this.kill('SIGKILL')
  }

  pause(): void {
    this.#child?.kill('SIGSTOP')
  }

  resume(): void {
    this.#child?.kill('SIGCONT')
  }

  async restart(): Promise<void> {
    await this.stop()
    await this.start()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Synchronous to the end, so that the caller's listener is there before the child can report a failure. */
  #spawn(): ChildProcess {
    const { command, args, env, cwd, logFile } = this.#launch
    const log = openSync(logFile, 'a', 0o600)
    try {
      return spawn(command, args, {
        stdio: ['ignore', log, log],
        // A session of its own: Ctrl-C in a terminal reaches us, and we decide in what order things end.
        detached: true,
        ...(env === undefined ? {} : { env: { ...env } }),
        ...(cwd === undefined ? {} : { cwd }),
      })
    } finally {
      closeSync(log)
    }
  }

  async #endsWithin(ms: number): Promise<boolean> {
    const over = new AbortController()
    const timeout = sleep(ms, false, { signal: over.signal }).catch(() => false)
    const ended = await Promise.race([this.#exited.then(() => true), timeout])
    over.abort()
    return ended
  }
}
