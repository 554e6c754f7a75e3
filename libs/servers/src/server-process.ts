import { freePort, isFree } from './free-port.ts'
import type { ManagedProcess } from './managed-process.ts'
import { ServersError } from './servers-error.ts'

/** A running server on loopback. `restart` keeps its port and its folder; disposing stops it gracefully, with a bound. */
export interface ServerProcess extends ManagedProcess {
  readonly url: string
  readonly port: number
  /** Where its data, configuration and log lie. */
  readonly dir: string
}

export interface ServerPlace {
  readonly scheme: 'nats' | 'redis'
  readonly dir: string
  /** 0: one that is free. */
  readonly port: number
}

const portTriesMax = 4

/**
 * Runs `start` on the wanted port. A free port is only known to have been free, so when a server fails to start on one
 * that we chose, another is tried; on a port that the caller named, the failure is the caller's to see.
 */
export async function onPort(
  place: ServerPlace,
  start: (port: number) => Promise<ManagedProcess>,
): Promise<ServerProcess> {
  if (place.port !== 0) return serverProcess(place, place.port, await start(place.port))
  for (let tried = 1; ; tried++) {
    const port = await freePort()
    try {
      return serverProcess(place, port, await start(port))
    } catch (error) {
      const isTaken = error instanceof ServersError && error.code === 'start-failed' && !(await isFree(port))
      if (!isTaken || tried >= portTriesMax) throw error
    }
  }
}

/** The same server; disposing it also cleans up, even where stopping fails. */
export function withCleanup(server: ServerProcess, cleanup: () => Promise<void>): ServerProcess {
  return Object.defineProperty(server, Symbol.asyncDispose, { value: () => server.stop().finally(cleanup) })
}

function serverProcess({ scheme, dir }: ServerPlace, port: number, child: ManagedProcess): ServerProcess {
  return {
    dir,
    port,
    url: `${scheme}://127.0.0.1:${port}`,
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
    kill: (signal) => child.kill(signal),
    stop: () => child.stop(),
    pause: () => child.pause(),
    resume: () => child.resume(),
    restart: () => child.restart(),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  }
}
