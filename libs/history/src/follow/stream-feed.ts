import { openReader, outcomesStream, type Bus, type ReadMessage, type StreamReader } from '@millrace/bus'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Applied } from '../apply.ts'
import type { HistoryMessage } from '../project/project.ts'
import type { HistoryStore } from '../store.ts'
import type { CoreProbe } from './core-probe.ts'
import type { InStep } from './in-step.ts'
import type { RoadFirst } from './road-first.ts'

/** What a feed works with. */
export interface StreamFeedDeps {
  readonly bus: Pick<Bus, 'connection' | 'manager'>
  readonly store: Pick<HistoryStore, 'apply' | 'positions'>
  readonly onApplied: (stream: string, applied: Applied) => void
  readonly onFault: (stream: string, fault: unknown) => void
  readonly cores: Pick<CoreProbe, 'work'>
  readonly roadFirst: Pick<RoadFirst, 'turn' | 'worked'>
  readonly inStep: Pick<InStep, 'enter' | 'turn' | 'leave' | 'isAhead'>
}

/** How far a stream has been taken in. */
export interface FeedProgress {
  readonly stream: string
  /** Position of the last message that was taken in; undefined: it is not known yet. */
  readonly seq: number | undefined
  /** Positions of the stream's first and last message when it was looked at last. */
  readonly firstSeq: number
  readonly lastSeq: number
}

/** Messages that are taken in together, by number and bytes: an index of words takes many events in at less cost each. */
const messagesMax = 2_000
const bytesMax = 4 * 1_048_576
/** Messages gather for this long. Milliseconds. */
const gatherMs = 250
const retryMs = 1_000
/** While it gives way, it looks so often how far the stream has come. Milliseconds. */
const checkMs = 1_000

/**
 * Takes one stream in, by a consumer of its own, from where the store says on. A fault makes it read the position again and
 * go on from there: each message counts once.
 */
export class StreamFeed implements AsyncDisposable {
  readonly stream: string
  readonly #deps: StreamFeedDeps
  readonly #stopping = new AbortController()
  readonly #done: Promise<void>
  #messages: StreamReader['messages'] | undefined
  #born = ''
  #seq: number | undefined
  /** What `#seq` says is not true any more. */
  #isRestarting = false
  #firstSeq = 0
  #lastSeq = 0
  #gathered: HistoryMessage[] = []
  #bytes = 0
  /** Messages that come after the last one, as the server says. */
  #pending = 0
  #isWaiting = false
  #timer: NodeJS.Timeout | undefined
  #applying: Promise<void> = Promise.resolve()

  constructor(stream: string, deps: StreamFeedDeps) {
    this.stream = stream
    this.#deps = deps
    this.#done = this.#follow()
  }

  get progress(): FeedProgress {
    const seq = this.#isRestarting ? undefined : this.#seq
    return { stream: this.stream, seq, firstSeq: this.#firstSeq, lastSeq: this.#lastSeq }
  }

  /** Looks whether the stream is still the one that is followed: it may have been made anew, which no consumer tells. */
  async check(): Promise<void> {
    if (this.#born === '') return
    const { created, state } = await this.#deps.bus.manager.streams.info(this.stream)
    this.#lastSeq = state.last_seq
    if (created !== this.#born) this.restart()
  }

  /** Reads the position again and goes on from there: the connection was lost, or the store was cleared. */
  restart(): void {
    this.#isRestarting = true
    this.#messages?.stop()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopping.abort()
    this.#messages?.stop()
    await this.#done
  }

  async #follow(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      try {
        await this.#once()
      } catch (fault) {
        if (!signal.aborted) this.#deps.onFault(this.stream, fault)
      }
      this.#forgetGathered()
      this.#deps.inStep.leave(this.stream)
      await sleep(retryMs, undefined, { signal }).catch(() => undefined)
    }
  }

  async #once(): Promise<void> {
    const { bus, store } = this.#deps
    const { created, state } = await bus.manager.streams.info(this.stream)
    const position = (await store.positions()).get(this.stream)
    this.#born = created
    this.#seq = position?.born === this.#born ? position.seq : 0
    this.#isRestarting = false
    this.#firstSeq = state.first_seq
    this.#lastSeq = state.last_seq
    // There is something to come, and nobody knows yet of when it is.
    if (this.#seq < state.last_seq) this.#deps.inStep.enter({ stream: this.stream, storedMs: 0 })
    const from = { kind: 'seq', seq: this.#seq + 1 } as const
    await using reader = await openReader(bus, { stream: this.stream, from })
    this.#messages = reader.messages
    if (this.#stopping.signal.aborted || this.#isRestarting) this.#messages.stop()
    for await (const message of reader.messages) await this.#take(message)
    // Stopping keeps what has gathered; a fault has forgotten it.
    await this.#flush()
  }

  async #take({ seq, subject, data, pending, storedAtUs }: ReadMessage): Promise<void> {
    this.#lastSeq = Math.max(this.#lastSeq, seq + pending)
    this.#pending = pending
    const storedMs = Math.floor(storedAtUs / 1_000)
    if (this.#gathered.length > 0 && this.#endsBefore(storedMs)) await this.#flush()
    if (this.#gathered.length === 0) await this.#turn(storedMs)
    this.#gathered.push({ seq, subject, data })
    this.#bytes += data.length
    if (this.#gathered.length >= messagesMax || this.#bytes >= bytesMax) return this.#flush()
    this.#timer ??= setTimeout(() => void this.#flush().catch(() => undefined), gatherMs)
    return undefined
  }

  get #hasNothing(): boolean {
    return this.#pending === 0 && this.#gathered.length === 0 && !this.#isWaiting
  }

  /** Whether what has gathered is to be taken in first: what OUTCOMES tells then comes behind what records have to tell. */
  #endsBefore(storedMs: number): boolean {
    return this.stream === outcomesStream && this.#deps.inStep.isAhead({ stream: this.stream, storedMs })
  }

  /**
   * Lets the road come first, and streams that are behind. What waits meanwhile has its bound: no more is asked for than may
   * be on its way.
   */
  async #turn(storedMs: number): Promise<void> {
    const checking = setInterval(() => void this.check().catch(() => undefined), checkMs)
    const { inStep, roadFirst } = this.#deps
    const { signal } = this.#stopping
    const step = { stream: this.stream, storedMs }
    this.#isWaiting = true
    inStep.enter(step)
    try {
      await roadFirst.turn(storedMs, signal)
      await inStep.turn(step, signal)
    } finally {
      this.#isWaiting = false
      clearInterval(checking)
    }
  }

  /** Rejects when the batch could not be taken in; then all starts over from what the store has. */
  #flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    const messages = this.#gathered
    this.#gathered = []
    this.#bytes = 0
    // One after another, though a timer and a full batch may ask for it at the same time.
    this.#applying = this.#applying.then(() => this.#apply(messages))
    // The loop ends with the fault, whoever asked for this.
    this.#applying.catch(() => this.#messages?.stop())
    return this.#applying
  }

  async #apply(messages: readonly HistoryMessage[]): Promise<void> {
    if (messages.length === 0) return
    const batch = { stream: this.stream, born: this.#born, after: this.#seq ?? 0, messages }
    const { store, cores, roadFirst, inStep } = this.#deps
    const applied = await cores.work(async () => {
      const startedMs = performance.now()
      const one = await store.apply(batch)
      roadFirst.worked(performance.now() - startedMs)
      return one
    })
    this.#deps.onApplied(this.stream, applied)
    if (applied.kind === 'elsewhere') throw new Error(`the history is at ${applied.seq}, not at ${batch.after}`)
    this.#seq = applied.seq
    if (this.#hasNothing) inStep.leave(this.stream)
  }

  #forgetGathered(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#gathered = []
    this.#bytes = 0
    this.#applying = Promise.resolve()
  }
}
