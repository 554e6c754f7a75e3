import type { Env } from '@millrace/servers'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { History, Send } from './history.ts'
import { isAcked } from './history.ts'
import { inflict } from './inflict.ts'
import { judge, type Verdict } from './judge.ts'
import { startLoad, type Load } from './load.ts'
import { derivedSeed, seededRandom } from './random.ts'
import { readOutcomes } from './read-outcomes.ts'
import type { Scenario } from './scenario.ts'
import { isOfProbe, openScene, type Scene } from './scene.ts'
import { untilQuiet } from './until-quiet.ts'

/** Where a scenario runs, and with what luck. */
export interface RunOptions {
  /** A folder of its own, kept afterwards. */
  readonly dir: string
  readonly env: Env
  readonly seed: number
  readonly say: (line: string) => void
}

/** How a scenario went. */
export interface Run {
  readonly scenario: string
  readonly verdict: Verdict
  /** Requests that were answered with anything but success, and that were not answered. */
  readonly refused: number
  readonly unanswered: number
  /** Faults of the run itself: processes that ended unasked, work that was left. They count like violations. */
  readonly faults: readonly string[]
  readonly seconds: number
}

/** Replicas of each service on the road. */
const replicas = 2
const inFlightMax = 256
/** Longer than ingest waits for the bus before it answers 503. */
const answerMaxMs = 8_000
const spreadMs = 2_000

export const passed = (run: Run): boolean => run.verdict.violations.length === 0 && run.faults.length === 0

/** Runs one scenario on a system of its own, from its first process to the verdict on all that was seen. */
export async function runScenario(scenario: Scenario, options: RunOptions): Promise<Run> {
  const startedMs = performance.now()
  const { dir, env, seed, say } = options
  await mkdir(dir, { recursive: true })
  await using scene = await openScene({ dir, env, settings: scenario.settings, replicas, sync: 'always' })
  const random = seededRandom(derivedSeed(seed, scenario.name))
  const load = startLoad({
    url: scene.webhookUrl,
    ratePerS: scenario.ratePerS,
    copiesMax: scenario.copiesMax,
    spreadMs,
    prefix: scenario.name,
    random: seededRandom(derivedSeed(seed, `${scenario.name} load`)),
    inFlightMax,
    answerMaxMs,
  })
  try {
    for (const fault of scenario.faults) await inflict(fault, { scene, load, random, say })
  } finally {
    await load.stop()
  }
  say(`${load.sends.length} requests sent, ${load.acked} deliveries acknowledged; waiting for what is owed`)
  const faults = await settle(scene, scenario.settleMaxMs)
  const history = await gather(scene, load)
  await keep(dir, history)
  const seconds = Math.round((performance.now() - startedMs) / 1_000)
  return { scenario: scenario.name, verdict: judge(history), faults, seconds, ...unacked(load.sends) }
}

async function settle(scene: Scene, settleMaxMs: number): Promise<readonly string[]> {
  const { nats, redis, replicas } = scene.constellation
  const left = await untilQuiet(scene.bus, settleMaxMs)
  const processes = [
    ...replicas.map(({ name, process }) => ({ name, process })),
    { name: 'nats-server', process: nats },
    { name: 'redis-server', process: redis },
  ]
  const ended = processes.filter(({ process }) => !process.running).map(({ name }) => `${name} ended unasked`)
  return left === null ? ended : [...ended, `after ${settleMaxMs / 1_000} s there was still work: ${left}`]
}

async function gather(scene: Scene, load: Load): Promise<History> {
  const outcomes = await readOutcomes(scene.bus)
  return {
    sends: load.sends,
    targets: scene.logs(),
    outcomes: outcomes.filter(({ deliveryId }) => !isOfProbe(deliveryId)),
  }
}

/** For whoever looks into a violation; what the targets saw lies beside already. */
async function keep(dir: string, { sends, outcomes }: History): Promise<void> {
  const lines = (rows: readonly object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('')
  await writeFile(join(dir, 'sends.jsonl'), lines(sends))
  await writeFile(join(dir, 'outcomes.jsonl'), lines(outcomes))
}

function unacked(sends: readonly Send[]): { refused: number; unanswered: number } {
  const unanswered = sends.filter(({ status }) => status === 0).length
  return { unanswered, refused: sends.filter((send) => !isAcked(send)).length - unanswered }
}
