import type { JetStreamManager } from '@nats-io/jetstream'
import { DiscardPolicy, StorageType } from '@nats-io/jetstream'
import type { Publish, StoredAck } from './acked-publish.ts'
import { BusFault } from './bus-fault.ts'
import type { StreamWish } from './ensure.ts'

/** A bucket of values that several processes change by compare-and-set. */
export interface BucketWish {
  readonly name: string
  /** Copies of each value; 1, 3 or 5, not more than the cluster has servers. */
  readonly replicas: number
  /** The bucket refuses more when it holds this many bytes. */
  readonly bytesMax: number
}

/** A value with the revision that a change of it must name. */
export interface Revised {
  readonly value: Uint8Array
  /** At least 1. */
  readonly revision: number
}

/** What a compare-and-set bucket needs of the bus. */
export interface BucketBus {
  readonly manager: JetStreamManager
  publish(message: Publish, timeoutMs: number): Promise<StoredAck>
}

/** How long one call may take. Milliseconds. */
const timeoutMs = 5_000
const streamPrefix = 'KV_'

/** The stream behind a bucket: what any client of NATS takes for a key-value bucket with one value a key. */
export function bucketStream({ name, replicas, bytesMax }: BucketWish): StreamWish {
  return {
    name: `${streamPrefix}${name}`,
    subjects: [`$KV.${name}.>`],
    max_msgs_per_subject: 1,
    discard: DiscardPolicy.New,
    storage: StorageType.File,
    num_replicas: replicas,
    max_bytes: bytesMax,
    allow_rollup_hdrs: true,
    allow_direct: true,
    deny_delete: true,
  }
}

/**
 * Values under keys, each changed only by whoever knows its latest revision. Reads go to the leader, so that what was
 * written is seen. Keys are letters, digits and `-/_=.`; a key does not begin or end with a dot.
 */
export class CasBucket {
  readonly name: string
  readonly #bus: BucketBus
  readonly #stream: string

  /** The bucket must exist: see {@link bucketStream}. */
  constructor(bus: BucketBus, name: string) {
    this.name = name
    this.#bus = bus
    this.#stream = `${streamPrefix}${name}`
  }

  /** The value in force; undefined when there is none. Rejects with BusFault. */
  async get(key: string): Promise<Revised | undefined> {
    const query = { last_by_subj: this.#subject(key) }
    const message = await reached(key, () => this.#bus.manager.streams.getMessage(this.#stream, query))
    return message === null ? undefined : { value: message.data, revision: message.seq }
  }

  /**
   * Sets the value if `revision` is still its latest, 0 if there is none yet. Gives the new revision, or `conflict` when
   * somebody else was first. Rejects with BusFault; `bus-away` leaves open whether it was set.
   */
  async set(key: string, value: Uint8Array, revision: number): Promise<number | 'conflict'> {
    const headers = { 'Nats-Expected-Last-Subject-Sequence': String(revision) }
    try {
      return (await this.#bus.publish({ subject: this.#subject(key), data: value, headers }, timeoutMs)).seq
    } catch (fault) {
      if (fault instanceof BusFault && fault.code === 'bus-conflict') return 'conflict'
      throw fault
    }
  }

  /** Sets a value whatever was there. Rejects with BusFault. */
  async put(key: string, value: Uint8Array): Promise<void> {
    await this.#bus.publish({ subject: this.#subject(key), data: value }, timeoutMs)
  }

  /**
   * Removes a key without a trace: no marker stays behind. A key that is not there may be removed. With a revision, a
   * later value stays. Rejects with BusFault.
   */
  async remove(key: string, revision?: number): Promise<void> {
    const upTo = revision === undefined ? {} : { seq: revision + 1 }
    const what = { filter: this.#subject(key), ...upTo }
    await reached(key, () => this.#bus.manager.streams.purge(this.#stream, what))
  }

  /** The keys that match, such as `a.>`, with nothing of their values. Rejects with BusFault. */
  async keys(pattern: string): Promise<string[]> {
    const wanted = { subjects_filter: this.#subject(pattern) }
    const found = await reached(pattern, () => this.#bus.manager.streams.info(this.#stream, wanted))
    return Object.keys(found.state.subjects ?? {}).map((subject) => subject.slice(this.#subject('').length))
  }

  #subject(key: string): string {
    return `$KV.${this.name}.${key}`
  }
}

/** Translates the errors of NATS, once, here. */
async function reached<T>(key: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    throw new BusFault('bus-away', `the key ${key}`, { cause })
  }
}
