import { setTimeout as sleep } from 'node:timers/promises'
import type { BenchRun } from './bench-run.ts'
import { runGen, type GenResult } from './gen.ts'
import { sampleProcess } from './process-use.ts'
import type { Check, Look } from './result.ts'
import { check } from './result.ts'
import { serviceNames } from './replica.ts'
import { readLiveHeaps, traceGcArgs } from './live-heap.ts'
import { filesGrowth, heapGrowth, memoryGrowth } from './flatness.ts'
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
      serviceNames.map(async (name) => heapGrowth(name, await readLiveHeaps(stage.logFileOf(name)), minutes * 60)),
    )
    const names = [...stage.processes.keys()]
    // The last one may have seen the end of the load, with its connections gone.
    const loaded = looks.filter(({ atS }) => atS < minutes * 60 - lookEveryMs / 1_000)
    const grown = names.flatMap((name) => [memoryGrowth(name, loaded), filesGrowth(name, loaded)])
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
