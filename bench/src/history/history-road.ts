import { join } from 'node:path'
import type { BenchRun } from '../bench-run.ts'
import { measure, type Measured } from '../measure.ts'
import { check, type Check } from '../result.ts'
import type { Scenario } from '../scenarios.ts'
import { scratch } from '../scratch.ts'

/** As `base`, with and without a history, at a pace that leaves the machine some room. */
const scenario: Scenario = {
  name: 'history',
  about: '',
  manifests: 'base',
  sync: 'lazy',
  connections: 64,
  durationS: 12,
  ratePerS: 500,
  checks: () => [],
}

/** Rounds with and without, in turn: neighbours are as busy for both. */
const rounds = 2

/** What the road feels of the history: its own processes' CPU and its latency, with it and without it. */
export async function measureRoad(run: BenchRun): Promise<readonly Check[]> {
  const off: Measured[] = []
  const on: Measured[] = []
  for (let round = 0; round < rounds; round += 1) {
    off.push(await measured({}, run))
    await using folder = await scratch('history')
    on.push(await measured({ MILLRACE_HISTORY: join(folder.path, 'history.db') }, run))
  }
  const cpuOff = mean(off.map(roadCpu))
  const cpuOn = mean(on.map(roadCpu))
  return [
    check('CPU-s per 1,000 events of the road without a history', cpuOff),
    check('… with one, as a ratio to it', cpuOn / cpuOff, { max: 1.05 }),
    check('end to end p50 with one, as a ratio to without', mean(on.map(p50)) / mean(off.map(p50))),
    check('CPU-s per 1,000 events of admin without a history', mean(off.map(adminCpu))),
    check('… with one', mean(on.map(adminCpu))),
    check('acknowledged events lost with one', sum(on.map(({ gen }) => gen.lost ?? Number.NaN)), { max: 0 }),
  ]
}

async function measured(settings: Readonly<Record<string, string>>, run: BenchRun): Promise<Measured> {
  const one = await measure({ ...scenario, settings }, run)
  if (one === null) throw new Error('an event has no effect')
  return one
}

const roadCpu = ({ processes }: Measured): number =>
  sum(processes.filter(({ name }) => name !== 'admin').map(({ cpuPer1k }) => cpuPer1k))
const adminCpu = ({ processes }: Measured): number => processes.find(({ name }) => name === 'admin')?.cpuPer1k ?? 0
const p50 = ({ gen }: Measured): number => gen.e2e_ms?.p50 ?? Number.NaN
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length
