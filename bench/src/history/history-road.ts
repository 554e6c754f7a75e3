import { join } from 'node:path'
import type { BenchRun } from '../bench-run.ts'
import { measure, type Measured } from '../measure.ts'
import { check, type Check } from '../result.ts'
import type { Scenario } from '../scenarios.ts'
import { scratch } from '../scratch.ts'
import { catchUp, type CaughtUp } from './catch-up.ts'

/** As `base`, at a pace. */
const at = (ratePerS: number): Scenario => ({
  name: 'history',
  about: '',
  manifests: 'base',
  sync: 'lazy',
  connections: 256,
  durationS: 12,
  ratePerS,
  checks: () => [],
})

/** A pace that leaves two cores room for a history, one that leaves them little, and one that takes all of them. Events/s. */
const roomyPerS = 1_000
const pacedPerS = 2_000
const fullPerS = 5_000
/** Rounds with and without, in turn: neighbours are as busy for both. */
const rounds = 2

/** What was measured of the same load, with a history and without. */
interface Compared {
  readonly off: readonly Measured[]
  readonly on: readonly Measured[]
  readonly caughtUp: readonly CaughtUp[]
}

/** What the road feels of the history: its own processes' CPU and its latency, with it and without it. */
export async function measureRoad(run: BenchRun): Promise<readonly Check[]> {
  const roomy = await compared(at(roomyPerS), run)
  const paced = await compared(at(pacedPerS), run)
  const full = await compared(at(fullPerS), run)
  return [
    ...pacedChecks(`at ${roomyPerS}/s`, roomy),
    ...pacedChecks(`at ${pacedPerS}/s`, paced),
    check(`events/s with ${fullPerS}/s offered, without one`, mean(full.off.map(perS))),
    check('… with one, as a ratio to it', ratio(full, perS), { min: 0.95 }),
    ...cpuChecks(`with ${fullPerS}/s offered`, full),
    ...behindChecks(`with ${fullPerS}/s offered`, full),
    check('acknowledged events lost with one', sum([...roomy.on, ...paced.on, ...full.on].map(lost)), { max: 0 }),
  ]
}

function pacedChecks(when: string, compared: Compared): Check[] {
  return [
    ...cpuChecks(when, compared),
    check(`end to end p50 ${when} without one, ms`, mean(compared.off.map(p50))),
    check('… with one, as a ratio to it', ratio(compared, p50), { max: 1.1 }),
    check(`end to end p99 ${when} without one, ms`, mean(compared.off.map(p99))),
    check('… with one, as a ratio to it', ratio(compared, p99), { max: 1.25 }),
    ...behindChecks(when, compared),
  ]
}

function cpuChecks(when: string, { off, on }: Compared): Check[] {
  const each = [off, on].map((some) => some.map(roadCpu))
  return [
    check(`CPU-s per 1,000 events of the road ${when} without a history`, mean(off.map(roadCpu))),
    check('… with one, as a ratio to it', ratio({ off, on }, roadCpu), { max: 1.05 }),
    check('… rounds of the same kind differ by up to, %', 100 * Math.max(...each.map(spread))),
    check(`CPU-s per 1,000 events of admin ${when} without a history`, mean(off.map(adminCpu))),
    check('… with one', mean(on.map(adminCpu))),
  ]
}

function behindChecks(when: string, { caughtUp }: Compared): Check[] {
  return [
    check(
      `messages that the history was behind when the last effect had arrived, ${when}`,
      worst(caughtUp, 'behindMessages'),
    ),
    check('… until it was not, s', worst(caughtUp, 'tookS')),
  ]
}

async function compared(scenario: Scenario, run: BenchRun): Promise<Compared> {
  const [off, on, caughtUp]: [Measured[], Measured[], CaughtUp[]] = [[], [], []]
  for (let round = 0; round < rounds; round += 1) {
    off.push(await measured(scenario, run))
    await using folder = await scratch('history')
    const settings = { MILLRACE_HISTORY: join(folder.path, 'history.db') }
    on.push(await measured({ ...scenario, settings }, run, (one) => caughtUp.push(one)))
    run.say(`  ${scenario.ratePerS}/s, round ${round + 1}: ${[off, on].map((some) => told(some.at(-1))).join(' | ')}`)
  }
  return { off, on, caughtUp }
}

async function measured(scenario: Scenario, run: BenchRun, onCaughtUp?: (one: CaughtUp) => void): Promise<Measured> {
  const one = await measure(scenario, run, async (stage) => onCaughtUp?.(await catchUp(stage)))
  if (one === null) throw new Error('an event has no effect')
  return one
}

/** Events/s, p50 and p99 in ms, CPU-s per 1,000 events of the road and of admin, cores of others. */
function told(one: Measured | undefined): string {
  if (one === undefined) return ''
  const figures = [perS(one), p50(one), p99(one), roadCpu(one), adminCpu(one), one.othersCores]
  return figures.map((figure) => figure.toFixed(2)).join(' ')
}

const roadCpu = ({ processes }: Measured): number =>
  sum(processes.filter(({ name }) => name !== 'admin').map(({ cpuPer1k }) => cpuPer1k))
const adminCpu = ({ processes }: Measured): number => processes.find(({ name }) => name === 'admin')?.cpuPer1k ?? 0
const perS = ({ gen }: Measured): number => gen.e2e_per_s ?? Number.NaN
const p50 = ({ gen }: Measured): number => gen.e2e_ms?.p50 ?? Number.NaN
const p99 = ({ gen }: Measured): number => gen.e2e_ms?.p99 ?? Number.NaN
const lost = ({ gen }: Measured): number => gen.lost ?? Number.NaN
const ratio = ({ off, on }: Pick<Compared, 'off' | 'on'>, of: (one: Measured) => number): number =>
  mean(on.map(of)) / mean(off.map(of))
const worst = (some: readonly CaughtUp[], name: 'behindMessages' | 'tookS'): number =>
  Math.max(...some.map((one) => one[name]))
const spread = (values: readonly number[]): number => Math.max(...values) / Math.min(...values) - 1
const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0)
const mean = (values: readonly number[]): number => sum(values) / values.length
