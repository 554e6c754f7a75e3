import { setTimeout as sleep } from 'node:timers/promises'
import { coresOfOthers, machineLoad } from './machine-load.ts'

/** Cores in use, by whomever, up to which the machine counts as idle. */
export const idleCoresMax = 0.2

const lookMs = 2_000

/** Waits until nobody else uses the machine. Resolves to the cores in use at the last look, also when the time is over. */
export async function untilIdle(withinMs: number): Promise<number> {
  const startedMs = performance.now()
  for (;;) {
    const before = machineLoad()
    await sleep(lookMs)
    const cores = coresOfOthers(before, machineLoad(), 0)
    if (cores <= idleCoresMax || performance.now() - startedMs > withinMs) return cores
  }
}
