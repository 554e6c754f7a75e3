import { existsSync } from 'node:fs'
import { freePort, launch } from '@millrace/servers'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchRun } from './bench-run.ts'
import { processTree, sampleProcess } from './process-use.ts'
import type { Check } from './result.ts'
import { check } from './result.ts'
import { placeManifests } from './place-manifests.ts'
import { scratch } from './scratch.ts'
import { untilAccepts } from './until-accepts.ts'

const restS = 30
const readyMaxMs = 60_000
const memoryMbMax = 220

/** What the whole system takes when nothing happens: all services in one process, NATS and Redis. Null without a CLI. */
export async function measureIdle(root: string, run: BenchRun): Promise<readonly Check[] | null> {
  const cli = join(root, 'cli', 'src', 'main.ts')
  if (!existsSync(cli)) return null
  await using folder = await scratch('idle')
  const dir = folder.path
  const manifests = join(dir, 'manifests')
  const ports = await placeManifests({ manifests: 'base' }, { from: run.tools.manifests, to: manifests }, run.say)
  const listening = ['--admin-port', String(await freePort()), '--metrics-port', String(await freePort())]
  await using up = await launch({
    name: 'millrace up',
    command: process.execPath,
    args: [cli, 'up', manifests, '--state', join(dir, 'state'), ...listening],
    env: { ...run.env, LOG_LEVEL: 'warn' },
    logFile: join(dir, 'up.log'),
    ready: (_, stop) => untilAccepts(ports.webhook, stop),
    readyMaxMs,
  })
  await sleep(restS * 1_000)
  // Shells that stand by to end what is left behind are no part of the system.
  const sizes = processTree(up.pid)
    .map((pid) => sampleProcess(pid).rssMb)
    .filter((rssMb) => rssMb > 2)
  const total = sizes.reduce((sum, rssMb) => sum + rssMb, 0)
  return [
    check('memory at idle: all services in one process, NATS and Redis, MB', total, { max: memoryMbMax }),
    check('of it the process with all services, MB', sampleProcess(up.pid).rssMb),
  ]
}
