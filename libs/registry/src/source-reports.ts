import type { Bus } from '@millrace/bus'
import { Kvm, type KV } from '@nats-io/kv'
import { setTimeout as sleep } from 'node:timers/promises'
import { mergedStates, sourceKey, stateRank } from './merged-states.ts'
import { RegistryFault } from './registry-fault.ts'

/** How one event of an EventSource fares, as a service that serves it tells. */
export interface SourceState {
  readonly namespace: string
  readonly eventSource: string
  readonly eventName: string
  readonly state: 'connected' | 'connecting' | 'failed'
  /** What is wrong, for a person; empty: nothing is known to be. Holds no secret. */
  readonly error: string
  /** Microseconds since the Unix epoch; 0: no error. */
  readonly errorAtUs: number
}

/** What the services tell of their sources. */
export interface SourceReports {
  readonly bucket: KV
  /** For one replica of a service; `name` is unique, of letters, digits and `-`. */
  reporter(name: string): SourceReporter
  /** The states of all sources, one each. Rejects with `RegistryFault`. */
  list(): Promise<SourceState[]>
}

const bucketName = 'reports'
/** A report that is not renewed for so long is of a replica that is gone. Milliseconds. */
export const heldMs = 120_000
export const renewMs = 40_000
/** Changes that come together are told together. Milliseconds. */
const settleMs = 300
const retryMs = 500
/** Sources that one report tells of; those that fail come first. */
const statesMax = 3_000
const errorLengthMax = 300

/** Opens the bucket, creating it where it is missing; waits for the bus as long as it takes. */
export async function openSourceReports(bus: Bus, replicas: number, stop?: AbortSignal): Promise<SourceReports> {
  const kvm = new Kvm(bus.connection)
  for (;;) {
    stop?.throwIfAborted()
    try {
      const bucket = await kvm.create(bucketName, { history: 1, replicas, ttl: heldMs, max_bytes: -1 })
      return { bucket, reporter: (name) => new SourceReporter(bucket, name), list: () => listStates(bucket) }
    } catch {
      await sleep(retryMs, undefined, stop === undefined ? {} : { signal: stop })
    }
  }
}

/** Keeps what one replica tells of its sources up to date, until it is disposed of. It never rejects: a report is no duty. */
export class SourceReporter implements AsyncDisposable {
  readonly #bucket: KV
  readonly #key: string
  readonly #renewing: NodeJS.Timeout
  #states = new Map<string, SourceState>()
  #settling: NodeJS.Timeout | undefined
  #writing: Promise<unknown> = Promise.resolve()

  constructor(bucket: KV, name: string) {
    this.#bucket = bucket
    this.#key = `sources.${name}`
    this.#renewing = setInterval(() => this.#write(), renewMs)
    this.#renewing.unref()
  }

  /** Tells of one source. The time of an error that stays the same is that of its first occurrence. */
  put(state: SourceState): void {
    const before = this.#states.get(sourceKey(state))
    const isSame = before?.error === state.error && before.state === state.state
    if (isSame) return
    const errorAtUs = before?.error === state.error ? before.errorAtUs : state.errorAtUs
    this.#states.set(sourceKey(state), { ...state, errorAtUs })
    this.#writeSoon()
  }

  /** A source that is not served here any more. */
  forget(source: Pick<SourceState, 'namespace' | 'eventSource' | 'eventName'>): void {
    if (this.#states.delete(sourceKey(source))) this.#writeSoon()
  }

  /** Tells of all sources at once: others are not served here any more. */
  replace(states: Iterable<SourceState>): void {
    const now = new Map(Array.from(states, (state) => [sourceKey(state), state]))
    for (const [key, state] of this.#states) if (!now.has(key)) this.forget(state)
    for (const state of now.values()) this.put(state)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#renewing)
    clearTimeout(this.#settling)
    await this.#writing
    await this.#bucket.delete(this.#key).catch(() => undefined)
  }

  #writeSoon(): void {
    clearTimeout(this.#settling)
    this.#settling = setTimeout(() => this.#write(), settleMs)
    this.#settling.unref()
  }

  #write(): void {
    const states = [...this.#states.values()]
      .sort((a, b) => stateRank[b.state] - stateRank[a.state])
      .slice(0, statesMax)
      .map((state) => ({ ...state, error: state.error.slice(0, errorLengthMax) }))
    // The bus is away: the next renewal will do.
    this.#writing = this.#writing.then(() => this.#bucket.put(this.#key, JSON.stringify(states))).catch(() => undefined)
  }
}

async function listStates(bucket: KV): Promise<SourceState[]> {
  const texts: string[] = []
  try {
    for await (const entry of await bucket.history()) if (entry.operation === 'PUT') texts.push(entry.string())
  } catch (cause) {
    throw new RegistryFault('registry-away', 'the reports of sources', { cause })
  }
  return mergedStates(texts)
}
