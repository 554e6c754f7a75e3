import { hash, randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { carryOutReplay, type CarryDeps } from './carry-out.ts'
import type { ReplayRecords } from './replay-records.ts'
import { noCounts, type ReplayRecord, type ReplaySpec, type ShadowFiring } from './replay.ts'

export interface ReplaysOptions {
  readonly records: ReplayRecords
  /** What one run works with: the sensors as they are now. */
  readonly carry: () => Omit<CarryDeps, 'records' | 'holder' | 'stop'>
  /** Begins the trace of a replay: its `traceparent`. */
  readonly trace: (id: string, spec: ReplaySpec) => string
  /** Microseconds since the Unix epoch. */
  readonly nowUs: () => number
  readonly onEnded: (record: ReplayRecord) => void
  readonly onFault: (id: string, fault: unknown) => void
}

/** Replays of this replica. Disposing of it lets go of those that are under way: another replica, or the next start, goes on. */
export interface Replays extends AsyncDisposable {
  /** Begins one; the same request again gives the one that it began. */
  start(spec: ReplaySpec, requestId: string): Promise<ReplayRecord>
  get(id: string): Promise<ReplayRecord | undefined>
  /** The last begun first. */
  list(): Promise<ReplayRecord[]>
  /** Of a shadow: what would have fired, the newest. */
  shadow(id: string): Promise<ShadowFiring[]>
  /** Asks a replay to stop; it does within about a second. Undefined: there is none. */
  cancel(id: string): Promise<ReplayRecord | undefined>
}

/** How often it is looked for replays that nobody carries out. Milliseconds. */
const lookMs = 5_000
/** Replays that one replica carries out at a time; others wait. */
const runningMax = 4

export function openReplays(options: ReplaysOptions): Replays {
  return new OwnReplays(options)
}

class OwnReplays implements Replays {
  readonly #options: ReplaysOptions
  readonly #holder = randomBytes(6).toString('hex')
  readonly #stopping = new AbortController()
  readonly #running = new Map<string, Promise<void>>()
  readonly #looking: Promise<void>

  constructor(options: ReplaysOptions) {
    this.#options = options
    this.#looking = this.#look()
  }

  async start(spec: ReplaySpec, requestId: string): Promise<ReplayRecord> {
    const { records, nowUs, trace } = this.#options
    const id = hash('sha256', `${spec.namespace}:${requestId}`, 'hex').slice(0, 32)
    const known = await records.get(id)
    if (known !== undefined) return known.record
    const record: ReplayRecord = {
      id,
      spec,
      state: 'running',
      note: '',
      startedAtUs: nowUs(),
      endedAtUs: 0,
      counts: noCounts,
      eventsTotal: 0,
      cursor: '',
      traceparent: trace(id, spec),
      cancelAsked: false,
      holder: '',
      heldUntilUs: 0,
    }
    const set = await records.set(record, 0)
    if (set === 'conflict') return (await records.get(id))?.record ?? record
    this.#carryOut(id)
    // Old ones are nobody's concern now.
    void records.prune().catch((fault: unknown) => this.#options.onFault(id, fault))
    return record
  }

  async get(id: string): Promise<ReplayRecord | undefined> {
    return (await this.#options.records.get(id))?.record
  }

  async list(): Promise<ReplayRecord[]> {
    return (await this.#options.records.list()).map(({ record }) => record)
  }

  shadow(id: string): Promise<ShadowFiring[]> {
    return this.#options.records.shadow(id)
  }

  cancel(id: string): Promise<ReplayRecord | undefined> {
    return this.#options.records.change(id, (record) =>
      record.state === 'running' && !record.cancelAsked ? { ...record, cancelAsked: true } : record,
    )
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    await this.#looking
    await Promise.all(this.#running.values())
  }

  async #look(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        for (const { record } of await this.#options.records.list()) {
          if (record.state === 'running' && record.heldUntilUs < this.#options.nowUs()) this.#carryOut(record.id)
        }
      } catch (fault) {
        if (!signal.aborted) this.#options.onFault('', fault)
      }
      await sleep(lookMs, undefined, { signal }).catch(() => undefined)
    }
  }

  #carryOut(id: string): void {
    if (this.#running.has(id) || this.#running.size >= runningMax || this.#stopping.signal.aborted) return
    const { records, carry, onEnded, onFault } = this.#options
    const running = carryOutReplay(id, { ...carry(), records, holder: this.#holder, stop: this.#stopping.signal })
      .then((record) => (record === undefined ? undefined : onEnded(record)))
      // Nothing is lost: it is held for a while, then taken up where it stands.
      .catch((fault: unknown) => (this.#stopping.signal.aborted ? undefined : onFault(id, fault)))
      .finally(() => this.#running.delete(id))
    this.#running.set(id, running)
  }
}
