import type { BenchRun } from './bench-run.ts'
import { measureDecisions } from './decisions.ts'
import { measureEcho, measureFloors } from './floors.ts'
import { measureAnew } from './history/history-anew.ts'
import { measureRoad } from './history/history-road.ts'
import { measureSqlite } from './history/measure-history.ts'
import { measureIdle } from './idle.ts'
import type { Machine } from './machine.ts'
import { measure } from './measure.ts'
import { medianRound } from './median-round.ts'
import type { Result } from './result.ts'
import { figureOf, type ResultsStore } from './results-store.ts'
import { scenarios, type Scenario } from './scenarios.ts'
import { lastMinuteEvents, measureRedisRestart } from './redis-restart.ts'
import { measureSensors1000 } from './sensors1000.ts'
import { soak } from './soak.ts'
import { untilIdle } from './until-idle.ts'
import { checkLines, costLines } from './table.ts'

export interface BenchOptions {
  readonly run: BenchRun
  readonly store: ResultsStore
  /** Of the repository. */
  readonly root: string
  readonly machine: Machine
  readonly soakMinutes: number
  /** Events that the history holds when it is asked. */
  readonly historyEvents: number
  /** A history that is kept and used again; undefined: one that is made anew. */
  readonly historyTarget: string | undefined
  /** How long to wait before each scenario for others to leave the machine. */
  readonly idleWaitMs: number
}

type Outcome = Omit<Result, 'scenario' | 'measuredAt' | 'machine'>

/** Measures scenarios one after another: two at once would share the cores and measure each other. */
export class Bench {
  static readonly names: readonly string[] = [
    'floors',
    ...scenarios.map(({ name }) => name),
    'sensors1000',
    'kube5000',
    'sources',
    'decisions',
    'redis-restart',
    'history',
    'history-postgres',
    'history-road',
    'history-anew',
    'workflow-events',
    'idle',
    'soak',
  ]

  /** Whether a scenario could not be carried through. A missed target is none. */
  brokeOff = false
  readonly #options: BenchOptions

  constructor(options: BenchOptions) {
    this.#options = options
  }

  async measure(names: readonly string[]): Promise<void> {
    for (const name of Bench.names.filter((one) => names.includes(one))) await this.#one(name)
  }

  async #one(name: string): Promise<void> {
    const { say } = this.#options.run
    say(`── ${name}`)
    if (this.#options.idleWaitMs > 0) await untilIdle(this.#options.idleWaitMs)
    try {
      const outcome = await this.#outcomeOf(name)
      const result: Result = {
        scenario: name,
        measuredAt: new Date().toISOString(),
        machine: this.#options.machine,
        ...outcome,
      }
      this.#options.store.put(result)
      if (outcome.waiting !== undefined) say(`  WAITING, not measured: ${outcome.waiting}`)
      for (const line of [...checkLines(result.checks), ...costLines(result)]) say(line)
    } catch (error) {
      this.brokeOff = true
      say(`  BROKE OFF: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  #outcomeOf(name: string): Promise<Outcome> {
    if (name === 'floors') return this.#allFloors()
    if (name === 'idle') return this.#idle()
    if (name === 'sensors1000') return this.#sensors1000()
    if (name === 'kube5000') return this.#kube5000()
    if (name === 'sources') return this.#sources()
    if (name === 'decisions') return this.#decisions()
    if (name === 'redis-restart') return this.#redisRestart()
    if (name === 'history') return this.#history()
    if (name === 'history-postgres') return this.#historyInPostgres()
    if (name === 'history-road') return this.#historyRoad()
    if (name === 'history-anew') return this.#historyAnew()
    if (name === 'workflow-events') return this.#workflowEvents()
    if (name === 'soak') return this.#soak()
    const scenario = scenarios.find((one) => one.name === name)
    if (scenario === undefined) throw new Error(`there is no scenario ${name}`)
    return this.#scenario(scenario)
  }

  async #allFloors(): Promise<Outcome> {
    const { tools, env } = this.#options.run
    return { about: 'What the parts do alone', checks: await measureFloors(tools, env) }
  }

  async #scenario(scenario: Scenario): Promise<Outcome> {
    const { rounds } = scenario
    const first = await this.#round(scenario)
    if (rounds === undefined || first.waiting !== undefined) return first
    const all: [Outcome, ...Outcome[]] = [first]
    while (all.length < rounds.count) {
      this.#options.run.say(`  round ${all.length}: ${figureOf(all.at(-1), rounds.by)} ${rounds.by}`)
      all.push(await this.#round(scenario))
    }
    return medianRound(all, rounds)
  }

  async #round(scenario: Scenario): Promise<Outcome> {
    const { run, store } = this.#options
    const { about } = scenario
    const echo = async () => (scenario.besideEcho === true ? (await measureEcho(run.tools)).perS : Number.NaN)
    const before = await echo()
    const measured = await measure(scenario, run)
    if (measured === null) return { about, checks: [], waiting: 'an event has no effect: a language is missing' }
    const echoPerS = (before + (await echo())) / 2
    const others = { echoPerS, figure: (name: string, figure: string) => figureOf(store.get(name), figure) }
    const { processes, traffic, othersCores } = measured
    return { about, checks: scenario.checks(measured, others), processes, traffic, othersCores }
  }

  async #idle(): Promise<Outcome> {
    const about = 'millrace up with the manifests of base, after half a minute without an event'
    const checks = await measureIdle(this.#options.root, this.#options.run)
    return checks === null ? { about, checks: [], waiting: 'there is no command line yet' } : { about, checks }
  }

  async #sensors1000(): Promise<Outcome> {
    const about = '1,000 sensors with two filters each on one event of 1 KiB, of which 10 match'
    return { about, checks: await measureSensors1000(this.#options.run) }
  }

  async #kube5000(): Promise<Outcome> {
    const about =
      'a controller is started on a cluster with 5,000 sensors, on a real kube-apiserver and etcd that share the cores; 1,000 bare writes of each kind before and after'
    // It stands on the API server that the tests have.
    const { measureSensors5000 } = await import('./kube/sensors5000.fixture.ts')
    const checks = await measureSensors5000(this.#options.run)
    return typeof checks === 'string' ? { about, checks: [], waiting: checks } : { about, checks }
  }

  async #sources(): Promise<Outcome> {
    const about = 'one replica of sources: schedules that are due each second, then a watch on a real kube-apiserver'
    // It stands on the API server that the tests have.
    const { measureSources } = await import('./sources/measure-sources.fixture.ts')
    const measured = await measureSources(this.#options.run)
    return typeof measured === 'string' ? { about, checks: [], waiting: measured } : { about, ...measured }
  }

  async #decisions(): Promise<Outcome> {
    const about =
      'base at full load with a second sensor that refuses each event; storing why, on and off by turns, medians of three rounds each'
    return { about, checks: await measureDecisions(this.#options.run) }
  }

  async #redisRestart(): Promise<Outcome> {
    const about = `Redis is started again and has forgotten ${lastMinuteEvents} events, as of a minute at 5,000/s: how long the first event waits for its effect`
    return { about, checks: await measureRedisRestart(this.#options.run) }
  }

  async #history(): Promise<Outcome> {
    const { run } = this.#options
    return { about: 'Events of 1 KiB with an outcome each in SQLite', checks: await measureSqlite(this.#held(), run) }
  }

  async #historyInPostgres(): Promise<Outcome> {
    const about = 'The same in Postgres, which shares the cores'
    // It stands on the server that the tests have.
    const { measurePostgres } = await import('./history/measure-postgres.fixture.ts')
    const checks = await measurePostgres(this.#held(), this.#options.run)
    return typeof checks === 'string' ? { about, checks: [], waiting: checks } : { about, checks }
  }

  async #historyRoad(): Promise<Outcome> {
    const about =
      'base at 1,000 and 2,000 events/s, then with 5,000 a second offered for 20 s and for 100, each with a history in SQLite and without, by turns'
    return { about, checks: await measureRoad(this.#options.run) }
  }

  async #historyAnew(): Promise<Outcome> {
    const about =
      'base at 200 events/s, the history in SQLite at rest and made anew of 160,000 events, by turns; full cores are divided as the deployment says'
    return { about, checks: await measureAnew(this.#options.run) }
  }

  /** How large a history is measured, and where. */
  #held() {
    const { historyEvents: events, historyTarget: target } = this.#options
    return target === undefined ? { events } : { events, target }
  }

  async #workflowEvents(): Promise<Outcome> {
    const about =
      '200 WorkflowEventBindings in a namespace, 64 senders in a closed loop: beside a server of ours that lists them for every event, on the same kube-apiserver, which shares the cores; lazy fsync'
    // It stands on the API server that the tests have.
    const { measureWorkflowEvents } = await import('./workflow-events/measure-workflow-events.fixture.ts')
    const checks = await measureWorkflowEvents(this.#options.run)
    return typeof checks === 'string' ? { about, checks: [], waiting: checks } : { about, checks }
  }

  async #soak(): Promise<Outcome> {
    const { soakMinutes, run } = this.#options
    const about = `base at 1,000 events/s for ${soakMinutes} minutes, lazy fsync, deliveries and effects remembered for a minute`
    return { about, ...(await soak(soakMinutes, run)) }
  }
}
