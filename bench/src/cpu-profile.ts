import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** The part of V8's CPU profile that is read: a tree of call sites, and which of them each sample found at work. */
export interface CpuProfile {
  readonly nodes: readonly ProfileNode[]
  readonly samples: readonly number[]
  /** Microseconds before each sample. */
  readonly timeDeltas: readonly number[]
}

export interface ProfileNode {
  readonly id: number
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number }
}

/** A function with the time spent in it alone, all its call sites together. */
export interface SelfTime {
  readonly name: string
  /** `libs/bus/src/consume.ts:42`, or what V8 calls it. */
  readonly place: string
  readonly ms: number
  /** Of the time in which the process was not idle. */
  readonly share: number
}

/** No work: waiting, and the node above all others. */
const notWork = new Set(['(idle)', '(root)'])

/** The functions with most self time, most first; waiting is no work and left out. */
export function topSelfTime(profile: CpuProfile, count: number, root = ''): readonly SelfTime[] {
  const frames = new Map(profile.nodes.map(({ id, callFrame }) => [id, callFrame]))
  const spentUs = new Map<string, { name: string; place: string; us: number }>()
  let busyUs = 0
  for (const [index, id] of profile.samples.entries()) {
    const frame = frames.get(id)
    // The time after a sample belongs to it: until the next one it is the best that is known.
    const us = profile.timeDeltas[index + 1] ?? 0
    if (frame === undefined || notWork.has(frame.functionName)) continue
    busyUs += us
    const name = frame.functionName === '' ? '(anonymous)' : frame.functionName
    const place = placeOf(frame, root)
    const key = `${name} ${place}`
    const spent = spentUs.get(key) ?? { name, place, us: 0 }
    spent.us += us
    spentUs.set(key, spent)
  }
  return [...spentUs.values()]
    .toSorted((a, b) => b.us - a.us)
    .slice(0, count)
    .map(({ name, place, us }) => ({ name, place, ms: us / 1_000, share: busyUs === 0 ? 0 : us / busyUs }))
}

/** Reads every profile in a folder, by file name. */
export async function readProfiles(folder: string): Promise<ReadonlyMap<string, CpuProfile>> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.cpuprofile')).toSorted()
  const profiles = new Map<string, CpuProfile>()
  for (const name of files) {
    // Written by Node at the end of the process; a profile that was cut short fails here.
    profiles.set(name, JSON.parse(await readFile(join(folder, name), 'utf8')) as CpuProfile)
  }
  return profiles
}

/** The table that `--profile` prints. */
export function formatSelfTime(functions: readonly SelfTime[]): string {
  const rows = functions.map(({ name, place, ms, share }) => {
    const percent = (share * 100).toFixed(1).padStart(5)
    return `${percent} % ${ms.toFixed(0).padStart(7)} ms  ${name.padEnd(32)} ${place}`
  })
  return rows.join('\n')
}

/** Arguments that make Node write a profile into the folder when it ends. */
export function profileArgs(folder: string): readonly string[] {
  return ['--cpu-prof', `--cpu-prof-dir=${folder}`, '--cpu-prof-interval=500']
}

function placeOf({ url, lineNumber }: ProfileNode['callFrame'], root: string): string {
  if (url === '') return '(native)'
  const path = url.replace(/^file:\/\//, '')
  const shown = root !== '' && path.startsWith(root) ? path.slice(root.length).replace(/^\//, '') : path
  return `${shown.replace(/^(?:.*\/)?node_modules\//, '')}:${lineNumber + 1}`
}
