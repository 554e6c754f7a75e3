import { openKube, resources, type KubeClient } from '@millrace/kube'
import { installCrds } from '@millrace/kube/scene'
import { startNats } from '@millrace/servers'
import { kubeBinaries, kubeServer, type KubeServer } from '@millrace/testkit'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchRun } from '../bench-run.ts'
import { cpuSecondsOf } from '../process-use.ts'
import { startReplica, type Replica } from '../replica.ts'
import { check, type Check } from '../result.ts'
import { scratch } from '../scratch.ts'
import { bareWrites, type BareWrites } from './bare-writes.ts'
import { benchSensor, benchSource } from './bench-sensor.ts'
import { inFlight } from './in-flight.ts'
import { followTold, type Told } from './told.ts'

const sensors = 5_000
/** Bare writes of each kind, before and after. */
const floorWrites = 1_000
/** As many as the controller has on their way. */
const parallelMax = 32
const giveUpMs = 600_000
const pollMs = 50
const [served, floor] = ['bench', 'floor']

/**
 * A controller that is started on a cluster with 5,000 sensors: until all have their conditions and Events. The floor is
 * what bare patches and Events by the same client take on the same server. A reason where there is no API server.
 */
export async function measureSensors5000(run: Pick<BenchRun, 'env' | 'profile'>): Promise<readonly Check[] | string> {
  const found = await kubeBinaries()
  if (found.kind === 'missing') return found.reason
  await using folder = await scratch('sensors5000')
  await using server = await kubeServer(found)
  await using nats = await startNats({ dir: join(folder.path, 'nats'), sync: 'lazy', env: run.env })
  using client = await openKube({ kind: 'token', url: server.url, token: server.token('admin'), ca: server.ca })
  await installCrds(client)
  for (const name of [served, floor]) await client.create(resources.namespaces, namespaceOf(name))
  await client.create(resources.eventSources, benchSource(served))
  await inFlight(sensors, parallelMax, (nth) => client.create(resources.sensors, benchSensor(served, nth)))
  const before = await bareWrites(client, floor, floorWrites, parallelMax)
  await using told = await followTold(client, served)
  const startedMs = performance.now()
  const cpu = cpuOf(server)
  const controller = await startController(run, { dir: folder.path, server, natsUrl: nats.url })
  try {
    const times = await untilTold(told, startedMs)
    const cpuS = { controller: cpuSecondsOf(controller.process.pid), api: cpuOf(server) - cpu }
    const oneMoreMs = await oneMore(client, told)
    const after = await bareWrites(client, floor, floorWrites, parallelMax)
    return checksOf({ ...times, cpuS, oneMoreMs, floors: [before, after] })
  } finally {
    await controller.process.stop()
  }
}

interface Measured {
  readonly firstS: number
  readonly readyS: number
  readonly eventsS: number
  readonly cpuS: { readonly controller: number; readonly api: number }
  readonly oneMoreMs: number
  readonly floors: readonly BareWrites[]
}

function checksOf({ firstS, readyS, eventsS, cpuS, oneMoreMs, floors }: Measured): readonly Check[] {
  const mean = (of: (floor: BareWrites) => number) => floors.reduce((sum, one) => sum + of(one), 0) / floors.length
  const bareS = sensors / mean(({ pairsPerS }) => pairsPerS)
  return [
    check('5,000 sensors: all conditions and Events written, s', Math.max(readyS, eventsS), { max: 30 }),
    check('of it until all conditions were written, s', readyS),
    check('of it until the first condition was written, start of the process included, s', firstS),
    check('floor: as many bare status patches and Events by the same client, s', bareS),
    check('as a ratio to the floor', Math.max(readyS, eventsS) / bareS),
    check(
      'bare status patches a second',
      mean(({ patchesPerS }) => patchesPerS),
    ),
    check(
      'bare Events a second',
      mean(({ eventsPerS }) => eventsPerS),
    ),
    check('CPU of the controller, s', cpuS.controller),
    check('CPU of API server and etcd meanwhile, s', cpuS.api),
    check('one more sensor beside them is ready after, ms', oneMoreMs),
  ]
}

async function startController(
  run: Pick<BenchRun, 'env' | 'profile'>,
  { dir, server, natsUrl }: { readonly dir: string; readonly server: KubeServer; readonly natsUrl: string },
): Promise<Replica> {
  const env = {
    ...run.env,
    MILLRACE_NATS_URL: natsUrl,
    MILLRACE_KUBE: server.kubeconfig('admin'),
    MILLRACE_KUBE_NAMESPACES: served,
    MILLRACE_METRICS_PORT: '-1',
    LOG_LEVEL: 'warn',
  }
  const nodeArgs =
    run.profile?.service === 'controller' ? ['--cpu-prof', `--cpu-prof-dir=${run.profile.dir}`] : undefined
  return startReplica('controller', 1, { dir, env, ...(nodeArgs === undefined ? {} : { nodeArgs }) })
}

async function untilTold(told: Told, startedMs: number): Promise<Pick<Measured, 'firstS' | 'readyS' | 'eventsS'>> {
  let firstS: number | undefined
  let readyS: number | undefined
  let eventsS: number | undefined
  while (readyS === undefined || eventsS === undefined) {
    await sleep(pollMs)
    const passedS = (performance.now() - startedMs) / 1_000
    if (told.ready() > 0) firstS ??= passedS
    if (readyS === undefined && told.ready() >= sensors) readyS = passedS
    // The EventSource has an Event as well.
    if (eventsS === undefined && told.events() >= sensors + 1) eventsS = passedS
    if (passedS * 1_000 > giveUpMs) throw new Error(`after ${giveUpMs} ms ${told.ready()} are ready`)
  }
  return { firstS: firstS ?? readyS, readyS, eventsS }
}

async function oneMore(client: KubeClient, told: Told): Promise<number> {
  const startedMs = performance.now()
  await client.create(resources.sensors, benchSensor(served, sensors))
  while (!told.isReady(`sensor-${sensors}`)) await sleep(pollMs / 5)
  return performance.now() - startedMs
}

const cpuOf = ({ apiserver, etcd }: KubeServer): number => cpuSecondsOf(apiserver.pid) + cpuSecondsOf(etcd.pid)

const namespaceOf = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })
