import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { report } from './report.ts'
import { passed, runScenario, type Run } from './run-scenario.ts'
import type { Scenario } from './scenario.ts'
import { longScenarios, ratePerSDefault, shortScenario } from './scenarios.ts'

const help = `npm run test:faults [-- OPTIONS]
  --only a,b    scenarios by name, or by the beginning of their name
  --seed N      repeats the kills and the load of another run
  --rate N      new deliveries a second (${ratePerSDefault})
  --times N     runs each so many times, every time with another seed
  --keep        keeps logs, data and history of runs that pass too
  --list        names the scenarios`

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    seed: { type: 'string' },
    rate: { type: 'string' },
    times: { type: 'string', default: '1' },
    keep: { type: 'boolean', default: false },
    list: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})

if (values.help) say(help)
else if (values.list) for (const { name } of [...longScenarios(ratePerSDefault), shortScenario]) say(name)
else process.exitCode = await main()

async function main(): Promise<number> {
  const seed = Number(values.seed ?? Date.now() % 2 ** 31)
  const chosen = choose([...longScenarios(Number(values.rate ?? ratePerSDefault)), shortScenario])
  if (chosen.length === 0) {
    say(`no scenario is named so: ${values.only}. --list names them.`)
    return 2
  }
  say(`seed ${seed}: ${chosen.length} scenarios`)
  const runs: Run[] = []
  for (let time = 0; time < Number(values.times); time++) {
    for (const scenario of chosen) runs.push(await runOne(scenario, seed + time))
  }
  say('')
  say(report(runs, seed))
  return runs.every(passed) ? 0 : 1
}

/** The short form is part of `npm test`: here it runs only when it is named. */
function choose(all: readonly Scenario[]): readonly Scenario[] {
  const names = values.only?.split(',')
  if (names === undefined) return all.filter((scenario) => scenario !== shortScenario)
  return all.filter(({ name }) => names.some((wanted) => name.startsWith(wanted)))
}

async function runOne(scenario: Scenario, seed: number): Promise<Run> {
  say(`── ${scenario.name} (seed ${seed})`)
  const dir = await mkdtemp(join(tmpdir(), `millrace-faults-${scenario.name}-`))
  const startedMs = performance.now()
  const timed = (line: string): void =>
    say(`   ${((performance.now() - startedMs) / 1_000).toFixed(0).padStart(4)} s  ${line}`)
  const run = await runScenario(scenario, { dir, env: process.env, seed, say: timed }).catch((error: unknown) =>
    failedRun(scenario, error),
  )
  if (passed(run) && !values.keep) await rm(dir, { recursive: true, force: true, maxRetries: 3 })
  else say(`   logs, data and history are kept in ${dir}`)
  timed(passed(run) ? 'passed' : 'FAILED')
  return run
}

/** A scenario that broke off proves nothing. */
function failedRun({ name }: Scenario, error: unknown): Run {
  const reason = error instanceof Error ? error.message : String(error)
  return {
    scenario: name,
    verdict: { deliveries: 0, acked: 0, sends: 0, targets: [], violations: [] },
    refused: 0,
    unanswered: 0,
    faults: [`broke off: ${reason}`],
    seconds: 0,
  }
}
