import type { HistoryServiceStatusResponse } from '@millrace/protocol/admin'
import { join } from 'node:path'
import type { BenchRun } from '../bench-run.ts'
import { shareAsDeployed } from '../core-shares.ts'
import { runGen, type GenResult } from '../gen.ts'
import { check, type Check } from '../result.ts'
import { scratch } from '../scratch.ts'
import { openStage, type Stage } from '../stage.ts'
import { catchUp } from './catch-up.ts'
import { historyStatus, rebuild } from './history-calls.ts'
import { mean, spread, sum } from './road-figures.ts'

/** What is made anew: twice as much as the history must take in within a round, and at a pace at which outcomes follow soon. */
const recorded = { ratePerS: 2_500, durationS: 64 }
/** A pace that leaves room for a history at 5,000 events/s on two cores. */
const ratePerS = 200
const durationS = 15
const warmUpS = 4
const rounds = 4
const takenInMin = 5_000
const fullConnections = 256

/** A round of the road, and what the history took in meanwhile. */
interface Round {
  readonly gen: GenResult
  /** Events that were there with their outcome, a second. */
  readonly takenPerS: number
}

/** What a road with room feels of a history that takes in as fast as it can: all is made anew in every second round. */
export async function measureAnew(run: BenchRun): Promise<readonly Check[]> {
  await using folder = await scratch('history')
  const settings = { MILLRACE_HISTORY: join(folder.path, 'history.db') }
  await using stage = await openStage({ manifests: 'base', sync: 'lazy', settings }, run)
  const load = { url: stage.webhookUrl, sink: stage.sinkUrl, connections: fullConnections, processes: stage.processes }
  await runGen(run.tools, { ...load, ...recorded })
  await catchUp(stage)
  await shareAsDeployed(stage.processes)
  const atRest: Round[] = []
  const anew: Round[] = []
  for (let round = 1; round <= rounds; round += 1) {
    await runGen(run.tools, { ...load, ratePerS, durationS: warmUpS })
    for (const [kind, done] of [
      ['at rest', atRest],
      ['anew', anew],
    ] as const) {
      if (kind === 'anew') await rebuild(stage)
      const one = await measured(stage, () => runGen(run.tools, { ...load, ratePerS, durationS }))
      done.push(one)
      run.say(`  round ${round}, ${kind}: ${told(one)}`)
    }
    await catchUp(stage)
  }
  return checks(atRest, anew)
}

async function measured(stage: Stage, act: () => Promise<GenResult>): Promise<Round> {
  const [startedMs, before] = [performance.now(), whole(await historyStatus(stage))]
  const gen = await act()
  const after = whole(await historyStatus(stage))
  return { gen, takenPerS: ((after - before) * 1_000) / (performance.now() - startedMs) }
}

const whole = ({ events, outcomes }: HistoryServiceStatusResponse): number => Math.min(Number(events), Number(outcomes))

function checks(atRest: readonly Round[], anew: readonly Round[]): Check[] {
  const compared = (what: string, of: (one: Round) => number, max: number): Check[] => [
    check(`${what}, the history at rest`, mean(atRest.map(of))),
    check(
      '… rounds of the same kind differ by up to, %',
      100 * Math.max(...[atRest, anew].map((some) => spread(some.map(of)))),
    ),
    check('… while it is made anew, as a ratio to it', mean(anew.map(of)) / mean(atRest.map(of)), { max }),
  ]
  return [
    check(
      'events with their outcome taken in while it is made anew, a second',
      mean(anew.map(({ takenPerS }) => takenPerS)),
      {
        min: takenInMin,
      },
    ),
    ...compared(`end to end p50 at ${ratePerS}/s, ms`, p50, 1.1),
    ...compared(`end to end p99 at ${ratePerS}/s, ms`, p99, 1.25),
    ...compared('CPU-s per 1,000 events of all processes but admin', roadCpu, 1.05),
    check('CPU of admin an event taken in, µs', mean(anew.map(adminCpuUs))),
    check('acknowledged events lost', sum([...atRest, ...anew].map(({ gen }) => gen.lost ?? Number.NaN)), { max: 0 }),
  ]
}

const p50 = ({ gen }: Round): number => gen.e2e_ms?.p50 ?? Number.NaN
const p99 = ({ gen }: Round): number => gen.e2e_ms?.p99 ?? Number.NaN
const cpuS = ({ gen }: Round, isWanted: (name: string) => boolean): number =>
  sum(Object.entries(gen.procs ?? {}).map(([name, { cpu_s }]) => (isWanted(name) ? cpu_s : 0)))
const roadCpu = (one: Round): number => (cpuS(one, (name) => name !== 'admin') / one.gen.acked) * 1_000
const adminCpuUs = (one: Round): number =>
  (cpuS(one, (name) => name === 'admin') * 1e6) / (one.takenPerS * one.gen.send_s)

function told(one: Round): string {
  const figures = [p50(one), p99(one), roadCpu(one)].map((figure) => figure.toFixed(2)).join(' ')
  return `p50, p99 in ms, CPU-s per 1,000: ${figures}; taken in ${one.takenPerS.toFixed(0)}/s`
}
