import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

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
  const server = name.replace(/-server$/, '')
  const path = server === name ? `base/${name}/deployment.yaml` : `components/${server}/stateful-set.yaml`
  const text = await readFile(new URL(path, deploy), 'utf8').catch(() => '')
  const [, cpu] = /requests:\s+cpu: (\d+)m\s/.exec(text) ?? []
  if (cpu === undefined) throw new Error(`deploy/ has no pod of ${name} that asks for CPU`)
  return Number(cpu)
}
