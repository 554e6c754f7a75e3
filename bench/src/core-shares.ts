import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** Where the deployment says what CPU the pod of a process asks for. */
const pods: Readonly<Record<string, string>> = {
  admin: 'base/admin/deployment.yaml',
  controller: 'base/controller/deployment.yaml',
  dedup: 'base/dedup/deployment.yaml',
  ingest: 'base/ingest/deployment.yaml',
  router: 'base/router/deployment.yaml',
  sources: 'base/sources/deployment.yaml',
  'trigger-executor': 'base/trigger-executor/deployment.yaml',
  'nats-server': 'components/nats/stateful-set.yaml',
  'redis-server': 'components/redis/stateful-set.yaml',
}
const deploy = new URL('../../deploy/', import.meta.url)

/** The kernel's step from one niceness to the next, in shares. */
const perNiceness = 1.25
const nicenessMax = 19
/** The kernel takes no more than ten changes a second. Milliseconds. */
const betweenMs = 120

/**
 * Has cores that are full divided between the processes as a cluster divides them between their pods: by the CPU that these
 * ask for, to the next niceness. Each process is a session of its own, which is what Linux divides cores between where
 * nobody says otherwise. Rejects where the system knows no such shares.
 */
export async function shareAsDeployed(processes: ReadonlyMap<string, number>): Promise<void> {
  const asked = new Map<string, number>()
  for (const name of processes.keys()) asked.set(name, await cpuAsked(name))
  const most = Math.max(...asked.values())
  for (const [name, pid] of processes) {
    await writeFile(`/proc/${pid}/autogroup`, String(nicenessOf(asked.get(name) ?? most, most)))
    await sleep(betweenMs)
  }
}

/** The niceness of one that asks for so much where others ask for `most` at most. */
export function nicenessOf(cpu: number, most: number): number {
  return Math.min(nicenessMax, Math.round(Math.log(most / cpu) / Math.log(perNiceness)))
}

/** Thousandths of a core. Rejects where the deployment has no such process. */
export async function cpuAsked(name: string): Promise<number> {
  const path = pods[name]
  const text = path === undefined ? '' : await readFile(new URL(path, deploy), 'utf8')
  const [, cpu] = /requests:\s+cpu: (\d+)m\s/.exec(text) ?? []
  if (cpu === undefined) throw new Error(`deploy/ has no pod of ${name} that asks for CPU`)
  return Number(cpu)
}
