import { existsSync } from 'node:fs'
import { launch } from '@millrace/servers'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchRun } from './bench-run.ts'
import { processTree, sampleProcess } from './process-use.ts'
import type { Check } from './result.ts'
import { check } from './result.ts'
import { placeManifests } from './place-manifests.ts'
import { untilAccepts } from './until-accepts.ts'

const restS = 30
const readyMaxMs = 60_000
const memoryMbMax = 220

/** What the whole system takes when nothing happens: all services in one process, NATS and Redis. Null without a CLI. */
export async function measureIdle(root: string, run: BenchRun): Promise<readonly Check[] | null> {
  const cli = join(root, 'cli', 'src', 'main.ts')
  if (!existsSync(cli)) return null
  const dir = await mkdtemp(join(tmpdir(), 'millrace-idle-'))
  try {
    const manifests = join(dir, 'manifests')
    const ports = await placeManifests({ manifests: 'base' }, { from: run.tools.manifests, to: manifests }, run.say)
    const home = join(dir, 'home')
    await mkdir(home)
    await using up = await launch({
      name: 'millrace up',
      command: process.execPath,
      args: [cli, 'up', manifests],
      // A state folder of its own: what an earlier run left is not this one's.
      cwd: home,
      env: { ...run.env, LOG_LEVEL: 'warn', MILLRACE_STATE: join(home, 'state'), MILLRACE_METRICS_PORT: '-1' },
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
  } finally {
    await rm(dir, { recursive: true, force: true, maxRetries: 3 })
  }
}
