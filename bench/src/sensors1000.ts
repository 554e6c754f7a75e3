import { freePort } from '@millrace/servers'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchRun } from './bench-run.ts'
import { startConstellation } from './constellation.ts'
import { manySensorsBody, manySensorsManifests, matchingCpuUs } from './many-sensors.ts'
import { cpuSecondsOf, sampleProcess } from './process-use.ts'
import { check, type Check } from './result.ts'
import { scratch } from './scratch.ts'

const load = { sensors: 1_000, matching: 10 }
const warmUpEvents = 200
const events = 500
/** Events on their way at a time. */
const senders = 4
const settledMs = 1_500
const settleMaxMs = 60_000

/** What 1,000 sensors on one event cost: matching alone in this process, and a router that does all it does. */
export async function measureSensors1000(run: BenchRun): Promise<readonly Check[]> {
  const many = matchingCpuUs(load)
  const one = matchingCpuUs({ sensors: 1, matching: 1 })
  return [
    check('matching an event with 1,000 sensors of which 10 match, CPU-ms', many / 1_000, { max: 1.5 }),
    check('matching an event with one sensor, CPU-µs', one, { max: 30 }),
    ...(await measureRouter(run)),
  ]
}

async function measureRouter(run: BenchRun): Promise<readonly Check[]> {
  await using folder = await scratch('sensors1000')
  const manifests = join(folder.path, 'manifests')
  const port = await freePort()
  await mkdir(manifests)
  await writeFile(join(manifests, 'source.yaml'), source(port))
  await writeFile(join(manifests, 'sensors.yaml'), manySensorsManifests(load))
  await using system = await startConstellation({
    dir: folder.path,
    manifests,
    opensPort: port,
    sync: 'lazy',
    env: run.env,
    settings: { LOG_LEVEL: 'warn' },
  })
  const [router] = system.replicasOf('router')
  if (router === undefined) throw new Error('there is no router')
  const { pid } = router.process
  await send(port, warmUpEvents)
  await untilSettled(pid)
  const before = cpuSecondsOf(pid)
  await send(port, events)
  await untilSettled(pid)
  const cpuS = cpuSecondsOf(pid) - before
  return [
    check('the whole router, decisions stored, CPU-ms an event', (cpuS * 1_000) / events),
    check('memory of the router with 1,000 sensors, MB', sampleProcess(pid).rssMb, { max: 200 }),
  ]
}

function source(port: number): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: EventSource
metadata: { name: hook, namespace: default }
spec:
  webhook:
    push: { port: '${port}', endpoint: /push, method: POST }
`
}

async function send(port: number, count: number): Promise<void> {
  const one = async (): Promise<void> => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`http://127.0.0.1:${port}/push`, { method: 'POST', headers, body: manySensorsBody })
    if (!answer.ok) throw new Error(`the webhook answered ${answer.status}`)
    await answer.arrayBuffer()
  }
  const each = Array.from({ length: senders }, async () => {
    for (let sent = 0; sent < count / senders; sent += 1) await one()
  })
  await Promise.all(each)
}

/** Until the process has done next to nothing for a while. */
async function untilSettled(pid: number): Promise<void> {
  const giveUp = performance.now() + settleMaxMs
  for (;;) {
    const before = cpuSecondsOf(pid)
    await sleep(settledMs)
    if (cpuSecondsOf(pid) - before < 0.05) return
    if (performance.now() > giveUp) throw new Error('the router did not come to rest')
  }
}
