import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

const psMaxMs = 2_000

/**
 * When a process began, as its system tells it: together with the id it names one process for good, where the id alone
 * may be another's by now. Empty where that cannot be had.
 */
export function processBirth(pid: number): string {
  return fromProc(pid) ?? fromPs(pid)
}

/** Ticks since the boot, and which boot it was. */
function fromProc(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    // The second field is the program's name, which may hold anything, brackets and blanks too.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19] ?? ''}`
  } catch {
    return undefined
  }
}

function fromPs(pid: number): string {
  try {
    return execFileSync('/bin/ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8', timeout: psMaxMs }).trim()
  } catch {
    return ''
  }
}
