import { Result } from '@millrace/protocol/road'
import type { Outcome } from '@millrace/protocol/road'
import { eventually, freePort, spawnService } from '@millrace/testkit'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ExecutorStage } from './executor.fixture.ts'

/** What became of effects whose executor was killed again and again. */
export interface KilledRun {
  readonly ids: readonly string[]
  /** Kills with effects still to come. */
  readonly kills: number
  /** Of each invocation, whether any outcome of it is marked uncertain. */
  readonly uncertain: ReadonlySet<string>
  readonly succeeded: ReadonlySet<string>
}

const effectsDefault = 200
const killsMaxDefault = 4
/** Between two kills: long enough to get some effects done, too short for all. */
const liveMsDefault = 150
const leaseMs = 1_000

export interface KilledRunOptions {
  /** How many effects are there. */
  readonly seen: () => number
  /** For the executor's process. */
  readonly env?: Readonly<Record<string, string>>
  readonly effects?: number
  readonly killsMax?: number
  /** How long a process lives after an effect was seen at most. Milliseconds. */
  readonly liveMs?: number
}

/** Makes 200 invocations due and kills the executor's process while it carries them out, until all have succeeded. */
export async function killedRun(stage: ExecutorStage, trigger: string, options: KilledRunOptions): Promise<KilledRun> {
  const { seen, env = {}, effects = effectsDefault, killsMax = killsMaxDefault, liveMs = liveMsDefault } = options
  const control = `127.0.0.1:${await freePort()}`
  await using executor = await spawnService({
    name: 'trigger-executor',
    main: new URL('main.ts', import.meta.url),
    env: {
      MILLRACE_NATS_URL: stage.natsUrl,
      MILLRACE_REDIS_URL: stage.redisUrl,
      MILLRACE_CONTROL_ADDRESS: control,
      MILLRACE_METRICS_PORT: '0',
      MILLRACE_LEASE: `${leaseMs}ms`,
      MILLRACE_ACK_WAIT: '2s',
      // Few at a time, so that a kill comes in the middle.
      MILLRACE_CALLS_MAX: '8',
      ...env,
    },
    ready: { port: Number(control.split(':')[1]) },
  })
  const ids = await stage.fire(trigger, effects)
  let kills = 0
  for (let before = seen(); before < effects && kills < killsMax; before = seen()) {
    const from = before
    await eventually(() => seen() > from, { withinMs: 60_000, everyMs: 2 })
    await sleep(liveMs * Math.random())
    await executor.kill()
    // A kill after the last effect proves nothing.
    if (seen() < effects) kills += 1
    await executor.restart()
  }
  const ours = new Set(ids)
  let outcomes: readonly Outcome[] = []
  await eventually(
    async () => {
      const { tried } = await stage.outcomes()
      outcomes = tried.filter((one) => ours.has(one.invocationId))
      return (
        new Set(outcomes.filter((one) => one.result === Result.SUCCEEDED).map((one) => one.invocationId)).size ===
        effects
      )
    },
    { withinMs: 120_000, everyMs: 200 },
  )
  return {
    ids,
    kills,
    uncertain: new Set(outcomes.filter((one) => one.uncertain).map((one) => one.invocationId)),
    succeeded: new Set(outcomes.filter((one) => one.result === Result.SUCCEEDED).map((one) => one.invocationId)),
  }
}

/** How often each id was seen. */
export function tally(ids: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1)
  return counts
}
