import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchRun } from './bench-run.ts'
import { runGen, type GenResult } from './gen.ts'
import { median } from './median.ts'
import { sampleProcess } from './process-use.ts'
import type { Check, Look } from './result.ts'
import { check, round } from './result.ts'
import { serviceNames } from './replica.ts'
import { readLiveHeaps, traceGcArgs, type LiveHeap } from './live-heap.ts'
import { openStage, type Stage } from './stage.ts'

export interface Soak {
  readonly checks: readonly Check[]
  readonly looks: readonly Look[]
}

export const soakMinutesDefault = 10
const ratePerS = 1_000
const connections = 256
const lookEveryMs = 10_000
/** What NATS and Redis must remember of each event is forgotten after this, so that it levels off within the soak. */
const windows = { MILLRACE_DEDUP_WINDOW: '60s', MILLRACE_EFFECT_WINDOW: '60s' }
/** Growth between the middle and the last fifth that still counts as flat: garbage waits to be collected. */
const growthMbMax = 10
const growthShareMax = 0.1
const filesGrowthMax = 5
/** Of a heap after a full collection: what is in work at that moment differs by that much. */
const liveGrowthMbMax = 5

/** 1,000 events/s for ten minutes, with memory and open files watched all the while. */
export async function soak(minutes: number, run: BenchRun): Promise<Soak> {
  await using stage = await openStage(
    { manifests: 'base', sync: 'lazy', settings: windows, nodeArgs: traceGcArgs },
    run,
  )
  const stop = new AbortController()
  const watching = watch(stage, stop.signal, run)
  try {
    const gen = await runGen(run.tools, {
      url: stage.webhookUrl,
      sink: stage.sinkUrl,
      connections,
      ratePerS,
      durationS: minutes * 60,
      processes: stage.processes,
    })
    stop.abort()
    const looks = await watching
    const heaps = await Promise.all(
      serviceNames.map(async (name) =>
        heapGrowth(name, await readLiveHeaps(stage.logFileOf(name)), looks.at(-1)?.atS ?? 0),
      ),
    )
    const grown = [...stage.processes.keys()].flatMap((name) => growth(name, looks))
    return { looks, checks: [...loadChecks(gen), ...heaps, ...grown] }
  } finally {
    stop.abort()
    await watching
  }
}

async function watch(stage: Stage, stop: AbortSignal, { say }: BenchRun): Promise<Look[]> {
  const startedMs = performance.now()
  const looks: Look[] = []
  while (!stop.aborted) {
    await sleep(lookEveryMs, undefined, { signal: stop }).catch(() => undefined)
    const atS = Math.round((performance.now() - startedMs) / 1_000)
    const processes = [...stage.processes].map(([name, pid]) => {
      const { rssMb, files } = sampleProcess(pid)
      return [name, { rssMb: Math.round(rssMb), files }] as const
    })
    looks.push({ atS, processes: Object.fromEntries(processes) })
    if (looks.length % 6 === 0)
      say(`${atS} s: ${processes.map(([name, { rssMb }]) => `${name} ${rssMb} MB`).join(', ')}`)
  }
  return looks
}

function loadChecks(gen: GenResult): readonly Check[] {
  return [
    check('events sent', gen.sent),
    check('events acknowledged', gen.acked, { min: gen.sent }),
    check('acknowledged events lost', gen.lost ?? Number.NaN, { max: 0 }),
    check('events doubled', gen.duplicates ?? Number.NaN, { max: 0 }),
    check('end to end p50, ms', gen.e2e_ms?.p50 ?? Number.NaN),
    check('end to end p99, ms', gen.e2e_ms?.p99 ?? Number.NaN),
  ]
}

/**
 * How much of a service's heap was alive after the last full collection, beside the last one of the first half. What made too little
 * garbage for a collection in either half is not judged by it, but by its resident memory alone.
 */
export function heapGrowth(name: string, heaps: readonly LiveHeap[], endS: number): Check {
  const before = heaps.findLast(({ atS }) => atS <= endS / 2)?.mb ?? Number.NaN
  const after = heaps.findLast(({ atS }) => atS > endS / 2)?.mb ?? Number.NaN
  const figure = `${name}: heap alive after the last full collection, MB`
  if (Number.isNaN(before + after)) return check(`${figure} (none in one half)`, heaps.at(-1)?.mb ?? 0)
  return check(`${figure} (${round(before)} in the first half)`, after, { max: Math.round(before + liveGrowthMbMax) })
}

/** How much a process had grown in the last fifth of the time since the middle fifth. */
export function growth(name: string, looks: readonly Look[]): readonly Check[] {
  const middle = partOf(looks, 2 / 5, 3 / 5)
  const last = partOf(looks, 4 / 5, 1)
  const rss = (part: readonly Look[]): number => mean(part.map((look) => look.processes[name]?.rssMb ?? 0))
  // The middle one: a moment of many connections is no leak.
  const files = (part: readonly Look[]): number => median(part.map((look) => look.processes[name]?.files ?? 0))
  const before = rss(middle)
  return [
    check(`${name}: memory in the last fifth, MB`, rss(last), {
      max: Math.round(before + Math.max(growthMbMax, before * growthShareMax)),
    }),
    check(`${name}: open files in the last fifth`, files(last), { max: files(middle) + filesGrowthMax }),
  ]
}

function partOf(looks: readonly Look[], from: number, to: number): readonly Look[] {
  return looks.slice(Math.floor(looks.length * from), Math.ceil(looks.length * to))
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
