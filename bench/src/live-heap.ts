import { readFile } from 'node:fs/promises'

/** What was alive after one full collection. */
export interface LiveHeap {
  /** Seconds since the process began. */
  readonly atS: number
  readonly mb: number
}

/** Makes Node write a line for each collection. */
export const traceGcArgs: readonly string[] = ['--trace-gc']

const fullCollection = /^\[\d+:\w+\]\s+(\d+) ms: Mark-Compact .*?-> (\d+(?:\.\d+)?) \(/gm

/**
 * The heap after each full collection that a log tells of. Resident memory rises until V8 sees a reason to collect; what
 * is alive rises only when something is kept.
 */
export function liveHeaps(log: string): readonly LiveHeap[] {
  return [...log.matchAll(fullCollection)].map(([, ms, mb]) => ({ atS: Number(ms) / 1_000, mb: Number(mb) }))
}

export async function readLiveHeaps(logFile: string): Promise<readonly LiveHeap[]> {
  return liveHeaps(await readFile(logFile, 'utf8'))
}
