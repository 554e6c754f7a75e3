import type { Producer } from '@platformatic/kafka'
import { channel } from 'node:diagnostics_channel'
import { refused, type Begin, type Sent } from '../sent.ts'
import { partitionOf } from './fnv1a.ts'
import type { KafkaSettings } from './kafka-settings.ts'
import { produceVerdict } from './produce-verdict.ts'

/** How records are written. */
export interface ProduceOptions {
  /** Who must have a record: `all` in-sync replicas, with an idempotent producer; or the `leader`. */
  readonly acks: 'all' | 'leader'
  /** Compress with snappy. */
  readonly compress: boolean
  /** How long records gather before they are written. Milliseconds; 0: not at all. */
  readonly gatherMs: number
}

/** A record for a topic. */
export interface KafkaRecord {
  readonly topic: string
  /** Picks the partition; without one the record goes to any. */
  readonly key?: string
  readonly value: Uint8Array
  readonly headers: readonly (readonly [name: string, value: string])[]
}

/** Bounds of what is written at once. */
const recordsMax = 1_000
const bytesMax = 524_288
/** Tries of one write beyond the first, all with the same sequence numbers, so that the broker writes it once. */
const retriesMax = 2
const retryDelayMs = 250
/** Tries to learn a topic's partitions beyond the first: one that is being made has no leader for a moment. */
const lookUpRetriesMax = 4
const connectMaxMs = 5_000
const requestMaxMs = 15_000

type KafkaClient = Producer<Buffer, Buffer, Buffer, Buffer>

interface Pending {
  readonly record: KafkaRecord
  readonly begin: Begin
  readonly settle: (sent: Sent) => void
  readonly since: number
}

interface Placed extends Pending {
  readonly partition: number
}

/** Makes a producer; it connects at its first record. Rejects where the settings cannot be used. */
export async function openKafkaProducer(settings: KafkaSettings, options: ProduceOptions): Promise<KafkaProducer> {
  const { Producer } = await import('@platformatic/kafka')
  const written = { produced: false }
  const isAll = options.acks === 'all'
  const client: KafkaClient = new Producer({
    clientId: 'millrace',
    bootstrapBrokers: [...settings.brokers],
    context: written,
    idempotent: isAll,
    acks: isAll ? -1 : 1,
    // Without sequence numbers a second try may write a second record.
    retries: isAll ? retriesMax : 0,
    retryDelay: retryDelayMs,
    connectTimeout: connectMaxMs,
    requestTimeout: requestMaxMs,
    timeout: requestMaxMs,
    autocreateTopics: true,
    compression: options.compress ? 'snappy' : 'none',
    ...(settings.tls === undefined ? {} : { tls: settings.tls }),
    ...(settings.sasl === undefined ? {} : { sasl: settings.sasl }),
  })
  return new KafkaProducer(client, written, options.gatherMs)
}

/**
 * Writes records, each with a known end. One write is under way at a time, to one partition: if it fails, it fails for
 * all of its records alike. What comes meanwhile gathers for the next. After a failure that leaves a write open the
 * producer is broken: its sequence numbers are no longer those of the broker.
 */
export class KafkaProducer implements AsyncDisposable {
  readonly #client: KafkaClient
  /** Set when a produce request leaves this process. */
  readonly #written: { produced: boolean }
  readonly #gatherMs: number
  readonly #unfollow: () => void
  #pending: Pending[] = []
  #running: Promise<void> | undefined
  #broken = false

  constructor(client: KafkaClient, written: { produced: boolean }, gatherMs: number) {
    this.#client = client
    this.#written = written
    this.#gatherMs = gatherMs
    this.#unfollow = followProduces(written)
  }

  /** Its next records would not be written exactly once: make another. */
  get broken(): boolean {
    return this.#broken
  }

  send(record: KafkaRecord, begin: Begin): Promise<Sent> {
    const { promise, resolve } = Promise.withResolvers<Sent>()
    this.#pending.push({ record, begin, settle: resolve, since: performance.now() })
    this.#running ??= this.#run().finally(() => (this.#running = undefined))
    return promise
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running
    this.#unfollow()
    await this.#client.close(true)
  }

  async #run(): Promise<void> {
    for (let first = this.#pending[0]; first !== undefined; first = this.#pending[0]) {
      const waitMs = first.since + this.#gatherMs - performance.now()
      if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs))
      await this.#writeNext(first.record.topic)
    }
  }

  /** Writes the oldest record and those that may go with it. */
  async #writeNext(topic: string): Promise<void> {
    let partitionCount: number
    try {
      const metadata = await this.#client.metadata({
        topics: [topic],
        autocreateTopics: true,
        retries: lookUpRetriesMax,
      })
      partitionCount = metadata.topics.get(topic)?.partitionsCount ?? 0
      if (partitionCount === 0) throw new Error(`topic ${topic} has no partitions`)
    } catch (error) {
      // Nothing was produced; every record of this topic meets the same.
      for (const { settle } of this.#take((one) => one.record.topic === topic)) settle(produceVerdict(error, false))
      return
    }
    const batch = this.#nextBatch(topic, partitionCount)
    const begun = batch.filter(({ begin, settle }) => {
      const isMine = begin()
      if (!isMine) settle({ kind: 'withdrawn' })
      return isMine
    })
    const sent = await this.#write(begun)
    if (sent.kind !== 'failed' || sent.effect === 'unknown' || begun.length === 1) {
      for (const { settle } of begun) settle(sent)
      return
    }
    // The broker refused the batch: because of one record, or because of their sum. Each gets its own answer.
    for (const one of begun) one.settle(await this.#write([one]))
  }

  async #write(batch: readonly Placed[]): Promise<Sent> {
    if (batch.length === 0) return { kind: 'withdrawn' }
    if (this.#broken) return refused('the producer broke; the next try has another')
    this.#written.produced = false
    try {
      await this.#client.send({ messages: batch.map(messageOf) })
      return { kind: 'sent' }
    } catch (error) {
      const failed = produceVerdict(error, this.#written.produced)
      this.#broken = failed.effect === 'unknown'
      return failed
    }
  }

  /** The oldest record's partition, and what else goes there, in order and within bounds. */
  #nextBatch(topic: string, partitionCount: number): readonly Placed[] {
    const anyPartition = Math.floor(Math.random() * partitionCount)
    const partitionFor = ({ key }: KafkaRecord): number =>
      key === undefined ? anyPartition : partitionOf(Buffer.from(key), partitionCount)
    let partition: number | undefined
    let bytes = 0
    let records = 0
    const taken = this.#take(({ record }) => {
      if (record.topic !== topic) return false
      const own = partitionFor(record)
      partition ??= own
      if (own !== partition) return false
      records += 1
      bytes += record.value.length
      return records === 1 || (records <= recordsMax && bytes <= bytesMax)
    })
    return taken.map((one) => ({ ...one, partition: partition ?? 0 }))
  }

  #take(isWanted: (pending: Pending) => boolean): readonly Pending[] {
    const taken: Pending[] = []
    this.#pending = this.#pending.filter((one) => {
      if (!isWanted(one)) return true
      taken.push(one)
      return false
    })
    return taken
  }
}

function messageOf({ record, partition }: Placed) {
  const { topic, key, value, headers } = record
  return {
    topic,
    partition,
    value: Buffer.from(value),
    headers: new Map(headers.map(([name, text]) => [Buffer.from(name), Buffer.from(text)])),
    ...(key === undefined ? {} : { key: Buffer.from(key) }),
  }
}

/** Kafka's number for a produce request. */
const produceKey = 0

/** Notes when a request that produces is written by connections whose context is `written`. */
function followProduces(written: { produced: boolean }): () => void {
  const requests = channel('tracing:plt:kafka:connections:api:start')
  const note = (message: unknown): void => {
    const { apiKey, connection } = message as { readonly apiKey: number; readonly connection: { context: unknown } }
    if (apiKey === produceKey && connection.context === written) written.produced = true
  }
  requests.subscribe(note)
  return () => {
    requests.unsubscribe(note)
  }
}
