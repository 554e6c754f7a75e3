import { findServer, freePort, type Env } from '@millrace/servers'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** A nats-server that tells what it does on a port of its own. */
export interface MonitoredNats {
  readonly binary: string
  /** Messages that clients have sent and been sent since the start. */
  counters(): Promise<NatsCounters>
}

export interface NatsCounters {
  readonly inMsgs: number
  readonly outMsgs: number
}

/** The monitoring port is set from outside, by a script in the place of the server: Millrace itself runs without one. */
export async function monitoredNats(dir: string, env: Env): Promise<MonitoredNats> {
  const { path } = await findServer('nats-server', { env })
  const port = await freePort()
  const binary = join(dir, 'nats-server-monitored')
  await mkdir(dir, { recursive: true })
  await writeFile(binary, `#!/bin/sh\nexec '${path.replaceAll("'", `'\\''`)}' "$@" -a 127.0.0.1 -m ${port}\n`)
  await chmod(binary, 0o700)
  return {
    binary,
    async counters() {
      const response = await fetch(`http://127.0.0.1:${port}/varz`)
      // nats-server's own answer, of which these two members are documented.
      const { in_msgs: inMsgs, out_msgs: outMsgs } = (await response.json()) as { in_msgs: number; out_msgs: number }
      return { inMsgs, outMsgs }
    },
  }
}
