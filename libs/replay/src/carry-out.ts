import { HistoryFault } from '@millrace/history'
import { setTimeout as sleep } from 'node:timers/promises'
import { recordedRange } from './record-range.ts'
import type { Recorded } from './recorded.ts'
import { recordedByIds, recordedByQuery } from './recorded-found.ts'
import type { ReplayRecords } from './replay-records.ts'
import { addCounts, type ReplayRecord, type ReplayState, type ShadowFiring } from './replay.ts'
import { replayRecorded, type RunDeps, type Step } from './run-replay.ts'

/** What one run of a replay works with. */
export interface CarryDeps extends Omit<RunDeps, 'beat'> {
  readonly records: ReplayRecords
  /** Name of this replica. */
  readonly holder: string
}

/** Events that are replayed together at most. */
const groupMax = 200
/** Progress is written this often. Milliseconds. */
const reportMs = 1_000
/** Without a word for so long, another replica takes over. Milliseconds. */
const holdMs = 15_000
/** What a shadow would have fired is told up to this number: the newest. */
const shadowMax = 500

/** Why a run ends before its replay does. */
class Ended extends Error {
  readonly state: 'cancelled' | 'taken'

  constructor(state: 'cancelled' | 'taken') {
    super(`the replay is ${state}`)
    this.state = state
  }
}

/**
 * Carries a replay out from where it stands, under a hold that is renewed with each report. Whoever takes it up after a
 * crash repeats what was not reported; as every id is made of what it is for, that changes nothing. Undefined: somebody
 * else carries it out. Rejects when the bus or the history is away, or the stop came.
 */
export async function carryOutReplay(id: string, deps: CarryDeps): Promise<ReplayRecord | undefined> {
  const run = await Run.take(id, deps)
  if (run === undefined) return undefined
  try {
    for await (const group of grouped(sourceOf(run.record, deps))) {
      deps.stop.throwIfAborted()
      await run.step(await replayRecorded(group, run.record, { ...deps, beat: () => run.beat() }), group)
    }
    return await run.end('done', '')
  } catch (fault) {
    if (fault instanceof Ended) return fault.state === 'taken' ? undefined : run.end('cancelled', 'it was cancelled')
    if (fault instanceof HistoryFault && !fault.shouldRetry()) return run.end('failed', fault.message)
    await run.letGo()
    throw fault
  }
}

function sourceOf(record: ReplayRecord, deps: CarryDeps): AsyncIterable<Recorded> {
  const { spec, cursor } = record
  const { selection } = spec
  if (selection.kind === 'range') return recordedRange(deps.bus, spec, selection, cursor)
  const { bus, history } = deps
  if (history === undefined) {
    throw new HistoryFault(
      'query-invalid',
      'this installation keeps no history, so events are found by time range alone',
    )
  }
  return selection.kind === 'ids'
    ? recordedByIds(spec, selection.ids, cursor, { bus, history })
    : recordedByQuery(spec, selection.query, cursor, { bus, history })
}

/** Messages whose events are replayed together, so that the history is asked once for many. */
async function* grouped(source: AsyncIterable<Recorded>): AsyncGenerator<Recorded[]> {
  let group: Recorded[] = []
  let events = 0
  let begunAt = performance.now()
  for await (const recorded of source) {
    if (group.length === 0) begunAt = performance.now()
    group.push(recorded)
    // A message of which nothing is meant has been read all the same.
    events += Math.max(1, recorded.deliveries.length)
    if (events < groupMax && performance.now() - begunAt < reportMs) continue
    yield group
    group = []
    events = 0
  }
  if (group.length > 0) yield group
}

/** A replay that this replica holds. */
class Run {
  record: ReplayRecord
  readonly #deps: CarryDeps
  readonly #begunAt = performance.now()
  readonly #eventsBefore: number
  #revision: number
  /** By invocation: what was not reported before a crash comes twice. */
  readonly #shadow: Map<string, ShadowFiring>
  #reportedAt = performance.now()

  private constructor(record: ReplayRecord, revision: number, shadow: readonly ShadowFiring[], deps: CarryDeps) {
    this.record = record
    this.#revision = revision
    this.#shadow = new Map(shadow.map((one) => [one.invocationId, one]))
    this.#deps = deps
    this.#eventsBefore = record.counts.events
  }

  /** Undefined: it has ended, or somebody else holds it. */
  static async take(id: string, deps: CarryDeps): Promise<Run | undefined> {
    const kept = await deps.records.get(id)
    if (kept === undefined || kept.record.state !== 'running') return undefined
    const isHeld = kept.record.heldUntilUs > deps.nowUs() && kept.record.holder !== deps.holder
    if (isHeld) return undefined
    const record = { ...kept.record, holder: deps.holder, heldUntilUs: deps.nowUs() + holdMs * 1_000 }
    const revision = await deps.records.set(record, kept.revision)
    if (revision === 'conflict') return undefined
    const shadow = record.spec.mode === 'shadow' ? await deps.records.shadow(id) : []
    return new Run(record, revision, shadow, deps)
  }

  async step({ counts, shadow }: Step, group: readonly Recorded[]): Promise<void> {
    const last = group.at(-1)
    const all = addCounts(this.record.counts, counts)
    const fraction = last?.fraction ?? 0
    const eventsTotal = fraction > 0 ? Math.max(all.events, Math.round(all.events / fraction)) : 0
    this.record = { ...this.record, counts: all, cursor: last?.cursor ?? this.record.cursor, eventsTotal }
    for (const one of shadow) this.#shadow.set(one.invocationId, one)
    for (const oldest of this.#shadow.keys()) {
      if (this.#shadow.size <= shadowMax) break
      this.#shadow.delete(oldest)
    }
    await this.beat()
    await this.#keepPace()
  }

  /** Writes what has been done, where it was not for a while. Rejects when the replay was cancelled, or is another's. */
  async beat(): Promise<void> {
    if (performance.now() - this.#reportedAt >= reportMs) await this.#report()
  }

  async end(state: Exclude<ReplayState, 'running'>, note: string): Promise<ReplayRecord> {
    const { counts } = this.record
    const ended = { state, note, endedAtUs: this.#deps.nowUs(), heldUntilUs: 0 }
    if (this.record.spec.mode === 'shadow')
      await this.#deps.records.putShadow(this.record.id, [...this.#shadow.values()])
    const total = state === 'done' ? { eventsTotal: counts.events } : {}
    const mine = { counts, cursor: this.record.cursor, eventsTotal: this.record.eventsTotal, ...total }
    const record = await this.#deps.records.change(this.record.id, (now) => ({ ...now, ...mine, ...ended }))
    return record ?? { ...this.record, ...ended }
  }

  /** The next one need not wait until the hold runs out. */
  async letGo(): Promise<void> {
    this.record = { ...this.record, heldUntilUs: 0 }
    await this.#deps.records.set(this.record, this.#revision).catch(() => undefined)
  }

  async #report(): Promise<void> {
    const { records, nowUs, holder } = this.#deps
    this.#reportedAt = performance.now()
    if (this.record.spec.mode === 'shadow') await records.putShadow(this.record.id, [...this.#shadow.values()])
    this.record = { ...this.record, heldUntilUs: nowUs() + holdMs * 1_000 }
    const revision = await records.set(this.record, this.#revision)
    if (revision !== 'conflict') {
      this.#revision = revision
      return
    }
    const now = await records.get(this.record.id)
    if (now === undefined || now.record.holder !== holder) throw new Ended('taken')
    if (now.record.cancelAsked) throw new Ended('cancelled')
    this.#revision = now.revision
  }

  /** Not faster than was asked for. */
  async #keepPace(): Promise<void> {
    const { ratePerS } = this.record.spec
    if (ratePerS === 0) return
    const dueMs = ((this.record.counts.events - this.#eventsBefore) / ratePerS) * 1_000
    for (let waitMs = dueMs - this.#elapsedMs(); waitMs > 0; waitMs = dueMs - this.#elapsedMs()) {
      await sleep(Math.min(waitMs, reportMs), undefined, { signal: this.#deps.stop })
      await this.beat()
    }
  }

  #elapsedMs(): number {
    return performance.now() - this.#begunAt
  }
}
