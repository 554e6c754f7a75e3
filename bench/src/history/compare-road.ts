import { join } from 'node:path'
import type { BenchRun } from '../bench-run.ts'
import { measure, type Measured, type MeasureHooks } from '../measure.ts'
import type { Scenario } from '../scenarios.ts'
import { scratch } from '../scratch.ts'
import { catchUp, type CaughtUp } from './catch-up.ts'
import { adminCpu, p50, p99, perS, roadCpu } from './road-figures.ts'

/** What was measured of the same load, with a history and without. */
export interface Compared {
  readonly off: readonly Measured[]
  readonly on: readonly Measured[]
  readonly caughtUp: readonly CaughtUp[]
  /** With one that never gives way; none where that was not measured. */
  readonly pressing: readonly Measured[]
}

export interface CompareOptions {
  /** Rounds of each kind, in turn: neighbours are as busy for all of them. */
  readonly rounds: number
  readonly withPressing?: boolean
}

/** Measures a load without a history and with one. */
export async function compareRoad(scenario: Scenario, run: BenchRun, options: CompareOptions): Promise<Compared> {
  const [off, on, pressing, caughtUp]: [Measured[], Measured[], Measured[], CaughtUp[]] = [[], [], [], []]
  for (let round = 1; round <= options.rounds; round += 1) {
    off.push(await measured(scenario, run))
    on.push(await withHistory(scenario, run, {}, (one) => caughtUp.push(one)))
    if (options.withPressing === true)
      pressing.push(await withHistory(scenario, run, { MILLRACE_HISTORY_GIVE_WAY_MAX: '0' }))
    const kinds = [off, on, pressing].map((some) => told(some.at(-1)))
    run.say(`  ${scenario.ratePerS}/s, round ${round}: ${kinds.filter((text) => text !== '').join(' | ')}`)
  }
  return { off, on, pressing, caughtUp }
}

/** The load begins when the history has taken in what warmed the system up. */
async function withHistory(
  scenario: Scenario,
  run: BenchRun,
  more: Readonly<Record<string, string>>,
  onCaughtUp: (one: CaughtUp) => void = () => undefined,
): Promise<Measured> {
  await using folder = await scratch('history')
  const settings = { MILLRACE_HISTORY: join(folder.path, 'history.db'), ...more }
  return await measured({ ...scenario, settings }, run, {
    warmedUp: async (stage) => void (await catchUp(stage)),
    afterwards: async (stage) => onCaughtUp(await catchUp(stage)),
  })
}

async function measured(scenario: Scenario, run: BenchRun, hooks?: MeasureHooks): Promise<Measured> {
  const one = await measure(scenario, run, hooks)
  if (one === null) throw new Error('an event has no effect')
  return one
}

/** Events/s, p50 and p99 in ms, CPU-s per 1,000 events of the road and of admin, cores of others. */
function told(one: Measured | undefined): string {
  if (one === undefined) return ''
  const figures = [perS(one), p50(one), p99(one), roadCpu(one), adminCpu(one), one.othersCores]
  return figures.map((figure) => figure.toFixed(2)).join(' ')
}
