import {
  BaseCommand_Type as Type,
  CommandLookupTopicResponse_LookupType as LookupType,
  CommandPartitionedTopicMetadataResponse_LookupType as MetadataType,
} from '@millrace/protocol/pulsar'
import { reasonOf, refused, type Begin, type Sent } from '../sent.ts'
import { PulsarConnection, PulsarError } from './pulsar-connection.ts'
import { readUrl, type PulsarSettings } from './pulsar-settings.ts'
import { fullTopicName } from './topic-name.ts'

/** A message for a topic. */
export interface PulsarMessage {
  readonly payload: Uint8Array
  readonly properties: readonly (readonly [key: string, value: string])[]
}

/** Brokers that may send a look-up on. */
const redirectsMax = 20

/** The right to write to one partition. */
interface Writer {
  readonly connection: PulsarConnection
  readonly producerId: bigint
  readonly name: string
  nextSequence: bigint
}

/** Connects and looks the topic up. Rejects when no server can be reached, or refuses. */
export async function openPulsarProducer(settings: PulsarSettings, topic: string): Promise<PulsarProducer> {
  const full = fullTopicName(topic)
  if (full === undefined) throw new Error(`${JSON.stringify(topic)} is not the name of a topic`)
  const connections = new Map<string, Promise<PulsarConnection>>()
  const producer = new PulsarProducer(settings, full, connections)
  try {
    await producer.prepare()
    return producer
  } catch (error) {
    await producer[Symbol.asyncDispose]()
    throw error
  }
}

/**
 * Sends messages to a topic, to its partitions in turn, each with the broker's receipt. When a connection ends the
 * producer is broken: the topic may have moved, so another begins with the look-up.
 */
export class PulsarProducer implements AsyncDisposable {
  readonly #settings: PulsarSettings
  readonly #topic: string
  /** Broker → connection. */
  readonly #connections: Map<string, Promise<PulsarConnection>>
  readonly #writers = new Map<string, Promise<Writer>>()
  #partitions: readonly string[] = []
  #turn = Math.floor(Math.random() * 1_000)
  #lastProducer = 0n
  #broken = false

  constructor(settings: PulsarSettings, topic: string, connections: Map<string, Promise<PulsarConnection>>) {
    this.#settings = settings
    this.#topic = topic
    this.#connections = connections
  }

  /** Make another. */
  get broken(): boolean {
    return this.#broken
  }

  /** Learns the partitions and gets the right to write to one of them, so that a refusal shows before the first message. */
  async prepare(): Promise<void> {
    const service = await this.#service()
    const answer = await service.request((requestId) => ({
      type: Type.PARTITIONED_METADATA,
      partitionMetadata: { topic: this.#topic, requestId },
    }))
    const { partitions = 0, response, error, message } = answer.partitionMetadataResponse ?? {}
    if (response === MetadataType.Failed) throw new PulsarError(error, message)
    this.#partitions =
      partitions === 0
        ? [this.#topic]
        : Array.from({ length: partitions }, (_, index) => `${this.#topic}-partition-${index}`)
    await this.#writerOf(this.#partitions[this.#turn % this.#partitions.length] ?? this.#topic)
  }

  async send({ payload, properties }: PulsarMessage, begin: Begin): Promise<Sent> {
    if (this.#broken) return refused('the producer broke; the next try has another')
    const partition = this.#partitions[this.#turn++ % this.#partitions.length] ?? this.#topic
    let writer: Writer
    try {
      writer = await this.#writerOf(partition)
    } catch (error) {
      this.#broken = true
      return refused(reasonOf(error))
    }
    const { connection, producerId, name } = writer
    if (payload.length > connection.messageBytesMax) {
      return refused(`the message has ${payload.length} bytes, the broker takes ${connection.messageBytesMax}`, true)
    }
    if (connection.ended.aborted) return refused('the connection has ended')
    if (!begin()) return { kind: 'withdrawn' }
    const sequenceId = writer.nextSequence++
    return connection.send({
      producerId,
      sequenceId,
      payload,
      metadata: {
        producerName: name,
        sequenceId,
        publishTime: BigInt(Date.now()),
        properties: properties.map(([key, value]) => ({ key, value })),
      },
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#broken = true
    const opened = await Promise.allSettled(this.#connections.values())
    await Promise.all(
      opened.map((one) => (one.status === 'fulfilled' ? one.value[Symbol.asyncDispose]() : Promise.resolve())),
    )
  }

  /** A connection to the first of the given servers that lets us in. */
  async #service(): Promise<PulsarConnection> {
    const errors: unknown[] = []
    for (const server of this.#settings.servers) {
      try {
        return await this.#connectionTo(server)
      } catch (error) {
        errors.push(error)
      }
    }
    throw new AggregateError(errors, 'no server could be reached')
  }

  #connectionTo(server: string, proxyTo?: string): Promise<PulsarConnection> {
    const key = `${server} ${proxyTo ?? ''}`
    const known = this.#connections.get(key)
    if (known !== undefined) return known
    const opening = PulsarConnection.open(server, this.#settings, proxyTo)
    this.#connections.set(key, opening)
    opening.then(
      (connection) => connection.ended.addEventListener('abort', () => (this.#broken = true), { once: true }),
      () => this.#connections.delete(key),
    )
    return opening
  }

  #writerOf(partition: string): Promise<Writer> {
    const known = this.#writers.get(partition)
    if (known !== undefined) return known
    const made = this.#makeWriter(partition)
    this.#writers.set(partition, made)
    made.catch(() => this.#writers.delete(partition))
    return made
  }

  async #makeWriter(partition: string): Promise<Writer> {
    const connection = await this.#lookUp(partition)
    const producerId = this.#lastProducer++
    const answer = await connection.request((requestId) => ({
      type: Type.PRODUCER,
      producer: { topic: partition, producerId, requestId },
    }))
    const name = answer.producerSuccess?.producerName ?? ''
    return { connection, producerId, name, nextSequence: 0n }
  }

  /** Asks which broker has the topic, follows where it is sent, and connects to it. */
  async #lookUp(topic: string): Promise<PulsarConnection> {
    let asked = await this.#service()
    let authoritative = false
    for (let hop = 0; hop <= redirectsMax; hop += 1) {
      const answer = await asked.request((requestId) => ({
        type: Type.LOOKUP,
        lookupTopic: { topic, requestId, authoritative },
      }))
      const found = answer.lookupTopicResponse
      if (found?.response === LookupType.Failed) throw new PulsarError(found.error, found.message)
      const url = this.#settings.tls === undefined ? found?.brokerServiceUrl : found?.brokerServiceUrlTls
      const broker = readUrl(url ?? '').servers[0] ?? ''
      const next = found?.proxyThroughServiceUrl
        ? await this.#connectionTo(this.#settings.servers[0] ?? '', broker)
        : await this.#connectionTo(broker)
      if (found?.response === LookupType.Connect) return next
      asked = next
      authoritative = found?.authoritative === true
    }
    throw new Error(`the look-up of ${topic} was sent on more than ${redirectsMax} times`)
  }
}
