import { spawn } from 'node:child_process'
import { mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { logName, readRunFile } from '../run-file.ts'
import { banner } from './banner.ts'
import type { UpOptions } from './options.ts'

/** The first start may install servers. */
const readyMaxMs = 600_000
const lookEveryMs = 100
const tailLines = 15

/** Starts a process of its own that runs the system, and waits until that is ready. */
export async function upDetached(options: UpOptions): Promise<number> {
  mkdirSync(options.state, { recursive: true, mode: 0o700 })
  const log = join(options.state, logName)
  const out = openSync(log, 'w', 0o600)
  const main = fileURLToPath(new URL('../main.ts', import.meta.url))
  const child = spawn(process.execPath, [main, 'up', ...flags(options)], {
    detached: true,
    stdio: ['ignore', out, out],
  })
  child.unref()
  for (
    let waited = 0;
    waited < readyMaxMs && child.exitCode === null && child.signalCode === null;
    waited += lookEveryMs
  ) {
    const info = readRunFile(options.state)
    if (info?.ready === true) {
      process.stdout.write(
        `${banner(info)}\n\nIt runs in the background: millrace status, millrace logs -f, millrace down\n`,
      )
      return 0
    }
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs))
  }
  const tail = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-tailLines).join('\n')
  process.stderr.write(`millrace: it did not get ready; the end of its log (${log}):\n${tail}\n`)
  return 1
}

function flags(options: UpOptions): string[] {
  const { dir, state, durability, natsUrl, redisUrl, adminPort, metricsPort, logLevel } = options
  const list = [dir, '--state', state, '--durability', durability, '--log-level', logLevel]
  list.push('--admin-port', String(adminPort), '--metrics-port', String(metricsPort))
  list.push('--nats-port', String(options.natsPort ?? 0), '--redis-port', String(options.redisPort ?? 0))
  list.push('--workflow-events-port', String(options.workflowEventsPort))
  if (options.echo === true) list.push('--echo')
  if (options.echoPort !== undefined) list.push('--echo-port', String(options.echoPort))
  if (options.kube !== undefined) list.push('--kube', options.kube)
  if (natsUrl !== undefined) list.push('--nats-url', natsUrl)
  if (redisUrl !== undefined) list.push('--redis-url', redisUrl)
  return list
}
