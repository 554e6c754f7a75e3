import { boundsDefault, openBus, outcomesStream, recordStream, triedSubject, type Bus } from '@millrace/bus'
import type { BenchRun } from './bench-run.ts'
import { runGen } from './gen.ts'
import { HistoryLoad } from './history/history-load.ts'
import { redisKeys } from './redis-commands.ts'
import { check, type Check } from './result.ts'
import { openStage, type Stage } from './stage.ts'

/** What a minute holds at 5,000 events/s. */
export const lastMinuteEvents = 300_000
/** How many events a message holds: as at that load, and as where each comes alone. */
const messageSizes = [50, 1] as const
/** Publishes under way at a time. */
const publishesMax = 256
const storeMaxMs = 30_000
/** Beyond this nothing is waited for. Seconds. */
const waitMaxS = 180
/** A record that no router reads. */
const record = recordStream('restored', 'default', {}, boundsDefault)
const recordSubject = 'events.restored.default'
/** Seconds, of the first effect. */
const waitMax = 5

/**
 * How long the first event waits after Redis was started again, while dedup and then the executor put back what the last minute of
 * EVENTS and OUTCOMES tells; all of it had been forgotten.
 */
export async function measureRedisRestart(run: BenchRun): Promise<readonly Check[]> {
  const checks: Check[] = []
  for (const perMessage of messageSizes) {
    await using stage = await openStage({ manifests: 'base', sync: 'lazy' }, run)
    await using bus = await openBus({ url: stage.constellation.nats.url, name: 'bench' })
    await bus.ensureStream(record)
    await firstEffectS(stage, run)
    const idleS = await afterRestartS(stage, run)
    const messages = await store(bus, perMessage)
    const before = await redisKeys(stage.constellation.redis.port)
    run.say(`  ${messages} messages of ${perMessage} events each in EVENTS and in OUTCOMES`)
    const bothS = await afterRestartS(stage, run)
    const restored = (await redisKeys(stage.constellation.redis.port)) - before
    await bus.manager.streams.delete(record.name)
    const outcomesS = await afterRestartS(stage, run)
    const of = `${messages} messages of ${perMessage}`
    checks.push(
      check(`${of}: first effect after a restart, nothing to put back, s`, idleS),
      check(`${of}: first effect, s`, bothS, { max: waitMax }),
      check(`${of}: … of which OUTCOMES, s`, outcomesS),
      check(`${of}: entries put back`, restored, { min: 2 * lastMinuteEvents * knownShare }),
    )
  }
  return checks
}

/** What was stored more than a minute before the last message is not put back: storing takes a while. */
const knownShare = 0.95

/** Stores a minute's events and outcomes. Gives how many messages each of the two streams got. */
async function store(bus: Bus, perMessage: number): Promise<number> {
  const load = new HistoryLoad((Date.now() - 60_000) * 1_000, perMessage)
  const messages = lastMinuteEvents / perMessage
  const under: Promise<unknown>[] = []
  for (let seq = 1; seq <= messages; seq += 1) {
    const [{ messages: events }, { messages: outcomes }] = load.batches(seq)
    for (const [subject, [message]] of [
      [recordSubject, events],
      [triedSubject, outcomes],
    ] as const) {
      // Of DELIVERIES these are long gone, as their positions say.
      const publish = { subject, data: message?.data ?? new Uint8Array(), id: `0-${seq}-${subject}` }
      under.push(bus.publish(publish, storeMaxMs))
    }
    if (under.length >= publishesMax) await Promise.all(under.splice(0))
  }
  await Promise.all(under)
  const { state } = await bus.manager.streams.info(outcomesStream)
  if (state.messages < messages) throw new Error(`OUTCOMES holds ${state.messages} messages of ${messages}`)
  return messages
}

async function afterRestartS(stage: Stage, run: BenchRun): Promise<number> {
  const { redis } = stage.constellation
  await redis.kill('SIGKILL')
  await redis.restart()
  return firstEffectS(stage, run)
}

/** From the sending of one event to its effect. */
async function firstEffectS(stage: Stage, { tools, say }: BenchRun): Promise<number> {
  const load = { url: stage.webhookUrl, sink: stage.sinkUrl, connections: 1, events: 1, silenceMaxS: waitMaxS }
  const result = await runGen(tools, load)
  const { lost, e2e_ms: took } = result
  if (lost !== 0 || took === undefined) throw new Error(`an event has no effect: ${JSON.stringify(result)}`)
  say(`  first effect after ${(took.max / 1_000).toFixed(2)} s`)
  return took.max / 1_000
}
