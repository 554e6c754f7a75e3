import { readFileSync, readdirSync } from 'node:fs'

/** What the kernel says about a process at one moment. */
export interface ProcessSample {
  readonly rssMb: number
  /** Open files and sockets. */
  readonly files: number
  /** Times that a thread of it was put to sleep or pushed aside: how often it woke up again. */
  readonly switches: number
}

/** Reads `/proc`; zeros for a process that is gone, and on systems without `/proc`. */
export function sampleProcess(pid: number): ProcessSample {
  const main = fieldsOf(`/proc/${pid}/status`)
  const threads = listed(`/proc/${pid}/task`).map((thread) => fieldsOf(`/proc/${pid}/task/${thread}/status`))
  const switches = threads.map(
    (fields) => (fields.get('voluntary_ctxt_switches') ?? 0) + (fields.get('nonvoluntary_ctxt_switches') ?? 0),
  )
  return {
    rssMb: (main.get('VmRSS') ?? 0) / 1_024,
    files: listed(`/proc/${pid}/fd`).length,
    switches: switches.reduce((sum, count) => sum + count, 0),
  }
}

/** The kernel counts in hundredths of a second. */
const ticksPerS = 100

/** CPU seconds that a process has used; 0 for one that is gone, and on systems without `/proc`. */
export function cpuSecondsOf(pid: number): number {
  try {
    // The name in parentheses may hold blanks; after it user and system time are the 12th and 13th field.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /su, '')
      .split(' ')
    return (Number(fields[11]) + Number(fields[12])) / ticksPerS
  } catch {
    return 0
  }
}

/** The process and everything that it started, and what those started, as far as it still runs. */
export function processTree(root: number): readonly number[] {
  const parents = new Map<number, number>()
  for (const name of listed('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = fieldsOf(`/proc/${name}/status`).get('PPid')
    if (parent !== undefined) parents.set(Number(name), parent)
  }
  const isBelow = (pid: number): boolean => {
    for (let at: number | undefined = pid; at !== undefined && at > 0; at = parents.get(at))
      if (at === root) return true
    return false
  }
  return [...parents.keys()].filter(isBelow)
}

/** The lines `Name:  number …` of a status file. */
function fieldsOf(path: string): ReadonlyMap<string, number> {
  const fields = new Map<string, number>()
  for (const line of read(path).split('\n')) {
    const found = /^(\w+):\s+(\d+)/.exec(line)
    if (found?.[1] !== undefined) fields.set(found[1], Number(found[2]))
  }
  return fields
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function listed(path: string): readonly string[] {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
