import { openKube, resources, type KubeClient } from '@millrace/kube'
import { freePort, startNats } from '@millrace/servers'
import { kubeBinaries, kubeServer } from '@millrace/testkit'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchRun } from '../bench-run.ts'
import { inFlight } from '../kube/in-flight.ts'
import { cpuSecondsOf, sampleProcess } from '../process-use.ts'
import { startReplica } from '../replica.ts'
import { check, round, type Check, type ProcessFigures } from '../result.ts'
import { scratch } from '../scratch.ts'
import { acceptedEvents } from './accepted.ts'
import { everySecond, mapOf, watchedMaps } from './source-manifests.ts'

const schedules = 200
const ticksMs = 20_000
const maps = 5_000
const parallelMax = 32
const watched = 'watched'
const account = 'default'
const giveUpMs = 180_000
const pollMs = 100

export interface MeasuredSources {
  readonly checks: readonly Check[]
  readonly processes: readonly ProcessFigures[]
}

/** What one replica of sources takes: first for schedules alone, then for objects that are made as fast as they can be. */
export async function measureSources(run: Pick<BenchRun, 'env'>): Promise<MeasuredSources | string> {
  const found = await kubeBinaries()
  if (found.kind === 'missing') return found.reason
  await using folder = await scratch('sources')
  await using server = await kubeServer(found)
  await using nats = await startNats({ dir: join(folder.path, 'nats'), sync: 'lazy', env: run.env })
  using client = await openKube({ kind: 'token', url: server.url, token: server.token('admin'), ca: server.ca })
  await mayWatch(client)
  const manifests = join(folder.path, 'manifests')
  await mkdir(manifests)
  const place = (name: string, object: object) => writeFile(join(manifests, `${name}.json`), JSON.stringify(object))
  await place('ticks', everySecond(schedules))
  const metricsPort = await freePort()
  const env = { ...run.env, MILLRACE_NATS_URL: nats.url, LOG_LEVEL: 'warn' }
  const own = { MILLRACE_KUBE: server.kubeconfig('admin'), MILLRACE_METRICS_PORT: String(metricsPort) }
  await using stack = new AsyncDisposableStack()
  const start = async (service: 'controller' | 'sources', more: Readonly<Record<string, string>>) => {
    const replica = await startReplica(service, 1, { dir: folder.path, env: { ...env, ...more } })
    stack.defer(() => replica.process.stop())
    return replica.process.pid
  }
  await start('controller', { MILLRACE_MANIFESTS: manifests, MILLRACE_METRICS_PORT: '-1' })
  const pid = await start('sources', own)
  const told = () => acceptedEvents(metricsPort)
  await until(async () => (await told()) >= schedules * 3)
  const ticks = await costOf(pid, told, () => sleep(ticksMs))
  await place('maps', watchedMaps(watched, account))
  // The first object that is told shows that the watch stands.
  await client.create(resources.configMaps, mapOf(watched, maps))
  await place('ticks', everySecond(1))
  await sleep(5_000)
  const created = await costOf(pid, told, async () => {
    const before = await told()
    await inFlight(maps, parallelMax, (nth) => client.create(resources.configMaps, mapOf(watched, nth)))
    await until(async () => (await told()) - before >= maps)
  })
  const rssMb = Math.max(ticks.rssMb, created.rssMb)
  return {
    checks: [
      check(`${schedules} schedules of a second: events/s`, ticks.perS),
      check('of them CPU-ms an event', ticks.cpuMs),
      check(`${maps.toLocaleString('en-US')} ConfigMaps of 1 KiB made while they are watched: events/s`, created.perS),
      check('of them CPU-ms an event', created.cpuMs),
      check('memory afterwards, MB', rssMb),
    ],
    processes: [
      {
        name: 'sources',
        cpuPer1k: round(Math.max(ticks.cpuMs, created.cpuMs)),
        rssMb: round(rssMb),
        wakeUpsPerEvent: 0,
      },
    ],
  }
}

/** What a process used for each event while something was done. */
async function costOf(pid: number, told: () => Promise<number>, act: () => Promise<unknown>) {
  const [startedMs, cpuS, before] = [performance.now(), cpuSecondsOf(pid), await told()]
  await act()
  const events = (await told()) - before
  const passedS = (performance.now() - startedMs) / 1_000
  const cpuMs = ((cpuSecondsOf(pid) - cpuS) * 1_000) / events
  return { perS: events / passedS, cpuMs, rssMb: sampleProcess(pid).rssMb }
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const startedMs = performance.now()
  while (!(await isSo())) {
    if (performance.now() - startedMs > giveUpMs) throw new Error(`sources told too little in ${giveUpMs} ms`)
    await sleep(pollMs)
  }
}

/** The account that watches may read the namespace, as its Role would have it. */
async function mayWatch(client: KubeClient): Promise<void> {
  const group = 'rbac.authorization.k8s.io'
  const apiVersion = `${group}/v1`
  await client.create(resources.namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: watched } })
  const metadata = { name: 'watcher', namespace: watched }
  const rules = [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list', 'watch'] }]
  const roleRef = { apiGroup: group, kind: 'Role', name: metadata.name }
  const subjects = [{ kind: 'ServiceAccount', name: account, namespace: 'default' }]
  for (const object of [
    { apiVersion, kind: 'Role', metadata, rules },
    { apiVersion, kind: 'RoleBinding', metadata, roleRef, subjects },
  ])
    await client.create(await client.resourceOf(apiVersion, object.kind), object)
}
