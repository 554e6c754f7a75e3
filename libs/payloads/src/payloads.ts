import { BusFault, ObjectBucket, messageBytesMax, objectStream, payloadsBucket, type Bus } from '@millrace/bus'
import type { DataRef, RoadDelivery } from '@millrace/protocol/wire'
import { JetStreamApiError } from '@nats-io/jetstream'
import { hash } from 'node:crypto'
import { ByteRoom } from './byte-room.ts'
import type { PayloadSettings } from './payload-options.ts'
import { withRef } from './with-data.ts'

export type PayloadConfig = PayloadSettings & {
  /** Copies that NATS keeps. */
  readonly replicas: number
}

/** What came of reading the data of events. */
export type Loaded =
  /** All of it, until it is disposed of. */
  | (Disposable & { readonly kind: 'loaded'; readonly dataOf: (ref: DataRef) => Buffer | undefined })
  /** Some of it is gone, damaged or too large, for good. The reason is for a person. */
  | { readonly kind: 'lost'; readonly reason: string }
  /** There was no room for it in time. */
  | { readonly kind: 'busy' }

/** Messages of one object are not larger than this. Bytes. */
const chunkBytesMax = 2 ** 20
/** The same data again within this time is not stored again. Milliseconds. */
const reuseMs = 24 * 3_600_000

/**
 * The data of events that is too large for a message. It is stored before the delivery that names it, under its own
 * SHA-256, so that a delivery that is sent again stores nothing again; and it goes by its age alone.
 */
export class Payloads {
  readonly #bus: Bus
  readonly #config: PayloadConfig
  readonly #bucket: ObjectBucket
  readonly #room: ByteRoom
  #made: Promise<void> | undefined

  constructor(bus: Bus, config: PayloadConfig) {
    this.#bus = bus
    this.#config = config
    this.#bucket = new ObjectBucket(bus, payloadsBucket)
    this.#room = new ByteRoom(config.payloadsInMemoryBytesMax)
  }

  /** Bytes of a delivery that still go in a message. */
  get inlineBytesMax(): number {
    return messageBytesMax(this.#bus)
  }

  /** Bytes of data that an event may have. */
  get dataBytesMax(): number {
    return Math.max(this.#config.largePayloadBytesMax, this.inlineBytesMax)
  }

  /**
   * Stores the data of a delivery, and gives the delivery that names it. Rejects with BusFault: `bus-refused` where it is
   * larger than is taken; `giveUpMs` is how long one message of it may wait for its ack.
   */
  async store(delivery: RoadDelivery, giveUpMs: number): Promise<RoadDelivery> {
    const { data } = delivery.event
    return data === undefined ? delivery : withRef(delivery, await this.#put(data, giveUpMs))
  }

  /**
   * Reads the data of some events, all or none. Waits for room, of which an owner that is named gets half at most. Rejects
   * with BusFault when the bus is away.
   */
  async load(refs: readonly DataRef[], waitMs: number, owner?: string): Promise<Loaded> {
    const wanted = new Map(refs.map((ref) => [ref.object, ref]))
    const bytes = wanted.values().reduce((sum, ref) => sum + ref.bytes, 0)
    if (bytes > this.#room.bytesMax) {
      const most = `MILLRACE_PAYLOADS_IN_MEMORY_BYTES_MAX is ${this.#room.bytesMax}`
      return { kind: 'lost', reason: `the data of its events is ${bytes} bytes, and ${most}` }
    }
    using setup = new DisposableStack()
    const room = await this.#room.take(bytes, waitMs, owner)
    if (room === undefined) return { kind: 'busy' }
    setup.use(room)
    const read = new Map<string, Buffer>()
    for (const [object, ref] of wanted) {
      const data = await this.#read(ref)
      if (typeof data === 'string') return { kind: 'lost', reason: `the data of its event ${data} (object ${object})` }
      read.set(object, data)
    }
    const held = setup.move()
    return { kind: 'loaded', dataOf: ({ object }) => read.get(object), [Symbol.dispose]: () => held.dispose() }
  }

  /** A text says what is wrong with it. */
  async #read({ object, bytes, sha256 }: DataRef): Promise<Buffer | string> {
    const found = await this.#bucket.find(object)
    if (found === undefined) return 'is not in the object store: it was removed, or kept for as long as it is'
    const isMeant = found.bytes === bytes && found.sha256.equals(sha256)
    const data = isMeant ? await this.#bucket.read(found) : undefined
    return data ?? 'is damaged in the object store'
  }

  async #put(data: Uint8Array, giveUpMs: number): Promise<DataRef> {
    const { largePayloadBytesMax } = this.#config
    if (data.length > largePayloadBytesMax) {
      const what = `the data of an event is ${data.length} bytes; a message takes ${this.inlineBytesMax}`
      throw new BusFault('bus-refused', `${what} and MILLRACE_LARGE_PAYLOAD_BYTES_MAX is ${largePayloadBytesMax}`)
    }
    const sha256 = hash('sha256', data, 'buffer')
    const object = sha256.toString('hex')
    await this.#ready(giveUpMs)
    const found = await this.#bucket.find(object)
    if (found === undefined || found.storedAtMs < Date.now() - reuseMs) {
      const room = Math.floor((this.#bus.connection.info?.max_payload ?? chunkBytesMax) / 2)
      await this.#bucket.put(object, data, { chunkBytesMax: Math.min(chunkBytesMax, room), giveUpMs })
    }
    return { object, bytes: data.length, sha256 }
  }

  /** The bucket is made when it is first needed: most installations have no use for it, and the server sets its bytes aside. */
  async #ready(giveUpMs: number): Promise<void> {
    const { replicas, payloadsBytesMax: bytesMax, payloadsKeepMs } = this.#config
    const wish = objectStream({ name: payloadsBucket, replicas, bytesMax, ageMaxMs: payloadsKeepMs + reuseMs })
    this.#made ??= this.#bus.ensureStream(wish, AbortSignal.timeout(giveUpMs))
    try {
      await this.#made
    } catch (cause) {
      this.#made = undefined
      const code = cause instanceof JetStreamApiError && cause.status !== 503 ? 'bus-full' : 'bus-away'
      throw new BusFault(code, 'the object store for large data cannot be made', { cause })
    }
  }
}
