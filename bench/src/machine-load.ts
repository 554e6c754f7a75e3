import { readFileSync } from 'node:fs'

/** What the cores did since the machine started, all together. Seconds. */
export interface MachineLoad {
  readonly busyS: number
  /** Taken away by the host of a virtual machine. */
  readonly stolenS: number
  readonly atS: number
}

/** The kernel counts in hundredths of a second. */
const ticksPerS = 100

/** Reads the first line of `/proc/stat`; zeros where there is none. */
export function machineLoad(): MachineLoad {
  return readMachineLoad(read('/proc/stat'), performance.now() / 1_000)
}

/** `cpu  user nice system idle iowait irq softirq steal …` */
export function readMachineLoad(text: string, atS: number): MachineLoad {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = (/^cpu +(.*)$/m.exec(text)?.[1] ?? '')
    .split(' ')
    .map(Number)
  return { busyS: (user + nice + system + irq + softirq) / ticksPerS, stolenS: steal / ticksPerS, atS }
}

/** Cores that others than the measured system and its load kept busy, the host of a virtual machine included. */
export function coresOfOthers(before: MachineLoad, after: MachineLoad, ownCpuS: number): number {
  const busyS = after.busyS - before.busyS + (after.stolenS - before.stolenS)
  return Math.max(0, (busyS - ownCpuS) / (after.atS - before.atS))
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
