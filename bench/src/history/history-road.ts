import type { BenchRun } from '../bench-run.ts'
import type { Measured } from '../measure.ts'
import { check, type Check } from '../result.ts'
import type { Scenario } from '../scenarios.ts'
import type { CaughtUp } from './catch-up.ts'
import { compareRoad, type Compared } from './compare-road.ts'
import { adminCpu, lost, mean, p50, p99, perS, roadCpu, spread, sum } from './road-figures.ts'

/** As `base`, at a pace. */
const at = (ratePerS: number, durationS: number): Scenario => ({
  name: 'history',
  about: '',
  manifests: 'base',
  sync: 'lazy',
  connections: 256,
  durationS,
  ratePerS,
  checks: () => [],
})

/** A pace that leaves two cores room for a history, one that leaves them little, and one that takes all of them. Events/s. */
const roomyPerS = 1_000
const pacedPerS = 2_000
const fullPerS = 5_000

/** What the road feels of the history: its own processes' CPU and its latency, with it and without it. */
export async function measureRoad(run: BenchRun): Promise<readonly Check[]> {
  const roomy = await compareRoad(at(roomyPerS, 12), run, { rounds: 2 })
  const paced = await compareRoad(at(pacedPerS, 12), run, { rounds: 2 })
  // As many rounds as a difference of some percent needs to show.
  const full = await compareRoad(at(fullPerS, 20), run, { rounds: 3, withPressing: true })
  // Longer than the history gives way.
  const lasting = await compareRoad(at(fullPerS, 100), run, { rounds: 1 })
  return [
    ...pacedChecks(`at ${roomyPerS}/s`, roomy),
    ...pacedChecks(`at ${pacedPerS}/s`, paced),
    ...fullChecks(`with ${fullPerS}/s offered`, full),
    check(`events/s with ${fullPerS}/s offered for 100 s, without one`, mean(lasting.off.map(perS))),
    check('… with one, as a ratio to it', ratio(lasting, perS)),
    ...behindChecks('after 100 s', lasting),
    check('acknowledged events lost with one', sum([roomy, paced, full, lasting].flatMap(({ on }) => on.map(lost))), {
      max: 0,
    }),
  ]
}

function fullChecks(when: string, full: Compared): Check[] {
  return [
    check(`events/s ${when}, without one`, mean(full.off.map(perS))),
    check('… rounds of the same kind differ by up to, %', 100 * Math.max(...[full.off, full.on].map(perSSpread))),
    check('… with one, as a ratio to it', ratio(full, perS), { min: 0.95 }),
    check('… with one that never gives way, as a ratio to it', ratio({ off: full.off, on: full.pressing }, perS)),
    ...cpuChecks(when, full),
    ...behindChecks(when, full),
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

const ratio = ({ off, on }: Pick<Compared, 'off' | 'on'>, of: (one: Measured) => number): number =>
  mean(on.map(of)) / mean(off.map(of))
const worst = (some: readonly CaughtUp[], name: 'behindMessages' | 'tookS'): number =>
  Math.max(...some.map((one) => one[name]))
const perSSpread = (some: readonly Measured[]): number => spread(some.map(perS))
