import { BusFault, invocationsStream, invocationsSubject, storeForSure, type Bus } from '@millrace/bus'
import type { HistoryStore } from '@millrace/history'
import { chunk, type Emitted } from '@millrace/invocation'
import type { Payloads } from '@millrace/payloads'
import { encodeInvocationBatch, readEvent, type DeliveryHead } from '@millrace/protocol/wire'
import { setTimeout as sleep } from 'node:timers/promises'
import { emittedOf, offerAgain, renewedId, type Due, type ReplaySensors } from './due.ts'
import { judge } from './judge.ts'
import type { Recorded } from './recorded.ts'
import { addCounts, noCounts, type ReplayCounts, type ReplayRecord, type ShadowFiring } from './replay.ts'

/** What carrying a replay out works with. */
export interface RunDeps {
  readonly bus: Pick<Bus, 'connection' | 'manager' | 'publish'>
  /** Undefined: this installation keeps none; then the ledger alone knows what is done. */
  readonly history: Pick<HistoryStore, 'search' | 'ends'> | undefined
  readonly sensors: ReplaySensors
  /** Reads and stores data that is too large for a message. */
  readonly payloads: Pick<Payloads, 'inlineBytesMax' | 'load' | 'store'>
  /** How long the ledger remembers an effect. Milliseconds. */
  readonly effectWindowMs: number
  /** Tries a dead letter again; false: there is none of this id. The same replay again does nothing more. */
  readonly redrive: (invocationId: string, replay: ReplayRecord) => Promise<boolean>
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
  readonly stop: AbortSignal
  /** Called now and then while it waits; rejects when the replay has ended meanwhile. */
  readonly beat: () => Promise<void>
}

/** What some recorded events came to. */
export interface Step {
  readonly counts: ReplayCounts
  readonly shadow: readonly ShadowFiring[]
}

/** The ledger forgets an effect a while after it happened, which is after its event was accepted: this much before is safe. */
const windowShare = 0.9
/** While more messages wait for the executors, a replay waits: it must not keep what is new from being carried out. */
const pendingMax = 200
const pendingPollMs = 200

/** Sends recorded events through their sensors again, as the mode says. Bears being repeated: every id is made of what it is for. */
export async function replayRecorded(group: readonly Recorded[], replay: ReplayRecord, deps: RunDeps): Promise<Step> {
  const asked: (Asked & { readonly recorded: Recorded })[] = []
  for (const recorded of group) asked.push({ recorded, ...(await askSensors(recorded, replay, deps)) })
  const due = asked.flatMap((one) => one.due)
  const ends = await endsOf(due, replay, deps)
  if (due.length > 0 && replay.spec.mode !== 'shadow') await untilRoom(deps)
  let step: Step = { counts: sum(asked.map(({ counts }) => counts)), shadow: [] }
  for (const { recorded, due: meant } of asked) {
    const done = await carryOut(recorded, meant, ends, replay, deps)
    step = { counts: addCounts(step.counts, done.counts), shadow: [...step.shadow, ...done.shadow] }
  }
  return step
}

interface DueOf {
  readonly due: Due
  readonly delivery: DeliveryHead
}

interface Asked {
  readonly counts: ReplayCounts
  readonly due: readonly DueOf[]
}

async function askSensors(recorded: Recorded, { spec }: ReplayRecord, { sensors, payloads }: RunDeps): Promise<Asked> {
  let counts: ReplayCounts = { ...noCounts, events: recorded.deliveries.length + recorded.gone, failed: recorded.gone }
  const due: DueOf[] = []
  for (const { delivery } of recorded.deliveries) {
    try {
      const offered = await offerAgain(delivery, sensors, payloads)
      const meant = offered.due.filter(({ sensor }) => spec.sensors.length === 0 || spec.sensors.includes(sensor))
      counts = addCounts(counts, { ...noCounts, joins: offered.joins, failed: offered.failed })
      for (const one of meant) due.push({ due: one, delivery })
    } catch (fault) {
      // Then the replay goes on later from where it stands.
      if (fault instanceof BusFault && fault.shouldRetry()) throw fault
      counts = addCounts(counts, { ...noCounts, failed: 1 })
    }
  }
  return { counts, due }
}

async function endsOf(
  due: readonly DueOf[],
  { spec }: ReplayRecord,
  { history }: RunDeps,
): Promise<ReadonlyMap<string, number>> {
  if (history === undefined || due.length === 0 || spec.mode === 'force-new') return new Map()
  const heads = new Set(due.map(({ delivery }) => delivery))
  return history.ends(Array.from(heads, (head) => ({ ...head, eventId: readEvent(head.eventBytes).id })))
}

async function carryOut(
  { acceptedAtUs }: Recorded,
  due: readonly DueOf[],
  ends: ReadonlyMap<string, number>,
  replay: ReplayRecord,
  deps: RunDeps,
): Promise<Step> {
  const counts: { -readonly [K in keyof ReplayCounts]: number } = { ...noCounts }
  const shadow: ShadowFiring[] = []
  const emitted: Emitted[] = []
  const isInLedger = deps.nowUs() - acceptedAtUs < deps.effectWindowMs * windowShare * 1_000
  const mark = { replayId: replay.id, traceparent: replay.traceparent }
  const isShadow = replay.spec.mode === 'shadow'
  for (const { due: one } of due) {
    const { id, sensor, trigger, eventId } = one
    const verdict = judge(replay.spec.mode, { end: ends.get(id), isInLedger })
    if (isShadow) shadow.push({ sensor, trigger, eventId, invocationId: id, isDone: verdict === 'skip' })
    else if (verdict === 'fire') emitted.push(emittedOf(one, id, mark))
    else if (verdict === 'fire-new') emitted.push(emittedOf(one, renewedId(id, replay.id), mark))
    // A dead letter that is not kept any more cannot be tried again.
    if (verdict === 'redrive') counts[(await deps.redrive(id, replay)) ? 'fired' : 'unknown'] += 1
    else counts[verdict === 'skip' ? 'skipped' : verdict === 'unknown' ? 'unknown' : 'fired'] += 1
  }
  for (const batch of chunk(emitted, acceptedAtUs, deps.nowUs())) {
    const id = `replay-${replay.id}-${batch.invocations[0]?.id}-${batch.invocations.length}`
    const publish = { subject: invocationsSubject, data: encodeInvocationBatch(batch), id }
    if ((await storeForSure(deps.bus, publish, { stop: deps.stop })) === undefined) deps.stop.throwIfAborted()
  }
  return { counts, shadow }
}

/** Waits until the executors have next to nothing to do. */
async function untilRoom({ bus, stop, beat }: RunDeps): Promise<void> {
  for (;;) {
    const consumer = await bus.manager.consumers.info(invocationsStream, 'trigger-executor').catch(() => undefined)
    if ((consumer?.num_pending ?? 0) < pendingMax) return
    await beat()
    await sleep(pendingPollMs, undefined, { signal: stop })
  }
}

const sum = (counts: readonly ReplayCounts[]): ReplayCounts => counts.reduce(addCounts, noCounts)
