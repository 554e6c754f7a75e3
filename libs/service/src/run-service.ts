import { createLogger } from '@millrace/telemetry'
import type { Logger } from '@millrace/telemetry'
import { constants } from 'node:os'
import { ConfigError } from './config-error.ts'
import type { Life } from './life.ts'
import { drainMaxMsDefault, supervise } from './supervise.ts'
import type { Start } from './supervise.ts'

/** How a service runs as a process. */
export interface RunOptions {
  /** Longest time from being asked to stop to the end of the process. */
  readonly drainMaxMs?: number
  readonly log?: Logger
}

const signals = ['SIGTERM', 'SIGINT'] as const

/**
 * Runs one service as this process: SIGTERM or SIGINT asks it to stop, a second one ends it at once. The process ends
 * because nothing holds it open any more; what still does past `drainMaxMs` is named and cut off with exit code 1.
 * A service that failed ends with exit code 1 too. Resolves when all is disposed of; never rejects.
 */
export async function runService(name: string, start: Start, options: RunOptions = {}): Promise<void> {
  const { drainMaxMs = drainMaxMsDefault, log = createLogger({ service: name }) } = options
  const { life, ended } = supervise(tellingConfigFaults(start, log), log, drainMaxMs)
  using watching = new DisposableStack()
  watching.use(onSignals(life, log))
  // A failure has its own line, with the reason.
  watching.use(life.watch((state) => state === 'failed' || log.info(`Service ${state}`, { state })))
  life.stop.addEventListener('abort', () => forceExitAfter(drainMaxMs, log))
  if ((await ended).kind === 'failed') process.exitCode = 1
}

/** A person corrects settings line by line, so each wrong one has a line. */
function tellingConfigFaults(start: Start, log: Logger): Start {
  return async (stop, life) => {
    // The signals must be heard before the start does anything that others can see.
    await Promise.resolve()
    try {
      return await start(stop, life)
    } catch (error) {
      if (error instanceof ConfigError)
        for (const fault of error.faults) log.error(fault.message, { setting: fault.setting })
      throw error
    }
  }
}

function onSignals(life: Life, log: Logger): Disposable {
  let asked = false
  const heed = (signal: (typeof signals)[number]): void => {
    if (asked) process.exit(128 + constants.signals[signal])
    asked = true
    log.info('Asked to stop; once more ends at once', { signal })
    life.drain()
  }
  for (const signal of signals) process.on(signal, heed)
  return {
    [Symbol.dispose]() {
      for (const signal of signals) process.off(signal, heed)
    },
  }
}

function forceExitAfter(drainMaxMs: number, log: Logger): void {
  const timer = setTimeout(() => {
    log.error('The process is still held open and is ended', { heldBy: process.getActiveResourcesInfo() })
    process.exit(1)
  }, drainMaxMs)
  timer.unref()
}
