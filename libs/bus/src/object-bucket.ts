import { DiscardPolicy, JetStreamApiError, StorageType, type JetStreamManager } from '@nats-io/jetstream'
import { nuid } from '@nats-io/nats-core'
import { createHash } from 'node:crypto'
import type { Publish, StoredAck } from './acked-publish.ts'
import { BusFault } from './bus-fault.ts'
import type { StreamWish } from './ensure.ts'
import { infoSubject, readObjectInfo, writeObjectInfo, type ObjectInfo } from './object-info.ts'
import { storeWithin } from './store-within.ts'

/** A bucket of objects, each too large for a message. */
export interface ObjectWish {
  readonly name: string
  /** Copies of each object; 1, 3 or 5, not more than the cluster has servers. */
  readonly replicas: number
  /** The bucket refuses more when it holds this many bytes. */
  readonly bytesMax: number
  /** The bucket forgets what is older, whatever refers to it. Milliseconds. */
  readonly ageMaxMs: number
}

/** An object that is in the bucket. */
export interface StoredObject extends ObjectInfo {
  /** Milliseconds since the Unix epoch. */
  readonly storedAtMs: number
}

/** What a bucket of objects needs of the bus. */
export interface ObjectBus {
  readonly manager: JetStreamManager
  publish(message: Publish, timeoutMs: number): Promise<StoredAck>
}

const streamPrefix = 'OBJ_'
/** Codes of the server's API: no such stream; no message found, which the client tells as null. */
const streamMissing = 10059

/** The stream behind a bucket: what any client of NATS takes for an object store. */
export function objectStream({ name, replicas, bytesMax, ageMaxMs }: ObjectWish): StreamWish {
  return {
    name: `${streamPrefix}${name}`,
    subjects: [`$O.${name}.C.>`, `$O.${name}.M.>`],
    discard: DiscardPolicy.New,
    storage: StorageType.File,
    num_replicas: replicas,
    max_bytes: bytesMax,
    max_age: ageMaxMs * 1e6,
    allow_rollup_hdrs: true,
    allow_direct: true,
  }
}

/**
 * Objects under names, written whole: the chunks, one after the other, each acknowledged, and then the entry that makes
 * them an object. What a crash leaves of a write is no object, and is forgotten by its age.
 */
export class ObjectBucket {
  readonly name: string
  readonly #bus: ObjectBus
  readonly #stream: string

  /** Reads of a bucket that does not exist find nothing; to be written to it must exist: see {@link objectStream}. */
  constructor(bus: ObjectBus, name: string) {
    this.name = name
    this.#bus = bus
    this.#stream = `${streamPrefix}${name}`
  }

  /** The entry of an object, from the leader; undefined: there is none. Rejects with BusFault. */
  async find(object: string): Promise<StoredObject | undefined> {
    const message = await this.#read(object, () =>
      this.#bus.manager.streams.getMessage(this.#stream, { last_by_subj: infoSubject(this.name, object) }),
    )
    const info = message === undefined ? undefined : readObjectInfo(message.data)
    return message === undefined || info === undefined ? undefined : { ...info, storedAtMs: message.time.getTime() }
  }

  /**
   * Stores an object; resolves once the bus has all of it. `giveUpMs` is how long one message may wait for its ack.
   * Rejects with BusFault; `bus-away` leaves open whether it was stored.
   */
  async put(
    object: string,
    data: Uint8Array,
    { chunkBytesMax, giveUpMs }: { readonly chunkBytesMax: number; readonly giveUpMs: number },
  ): Promise<void> {
    const id = nuid.next()
    const digest = createHash('sha256')
    const subject = `$O.${this.name}.C.${id}`
    let chunks = 0
    for (let at = 0; at < data.length; at += chunkBytesMax) {
      const chunk = data.subarray(at, at + chunkBytesMax)
      digest.update(chunk)
      // One after the other: their order in the stream is their order in the object.
      await storeWithin(this.#bus, { subject, data: chunk, id: `${id}-${chunks}` }, giveUpMs)
      chunks += 1
    }
    const info = { name: object, nuid: id, bytes: data.length, chunks, sha256: digest.digest() }
    const entry = {
      subject: infoSubject(this.name, object),
      data: writeObjectInfo(info, this.name, chunkBytesMax),
      id: `${id}-entry`,
      headers: { 'Nats-Rollup': 'sub' },
    }
    await storeWithin(this.#bus, entry, giveUpMs)
  }

  /** Reads an object whole; undefined: it is not whole any more, or not what was written. Rejects with BusFault. */
  async read({ name, nuid: id, bytes, chunks, sha256 }: ObjectInfo): Promise<Buffer | undefined> {
    const data = Buffer.allocUnsafe(bytes)
    const digest = createHash('sha256')
    const subject = `$O.${this.name}.C.${id}`
    let [at, seq] = [0, 1]
    for (let chunk = 0; chunk < chunks; chunk += 1) {
      const message = await this.#chunk(name, { seq, next_by_subj: subject })
      if (message === undefined || at + message.data.length > bytes) return undefined
      data.set(message.data, at)
      digest.update(message.data)
      at += message.data.length
      seq = message.seq + 1
    }
    return at === bytes && digest.digest().equals(sha256) ? data : undefined
  }

  /** Any replica may answer, and one of them may be behind: that there is nothing only the leader can say. */
  async #chunk(object: string, query: { readonly seq: number; readonly next_by_subj: string }) {
    const { direct, streams } = this.#bus.manager
    const near = await this.#read(object, () => direct.getMessage(this.#stream, query))
    return near ?? (await this.#read(object, () => streams.getMessage(this.#stream, query)))
  }

  /** Translates the errors of NATS, once, here. */
  async #read<T>(object: string, act: () => Promise<T | null>): Promise<T | undefined> {
    try {
      return (await act()) ?? undefined
    } catch (cause) {
      if (cause instanceof JetStreamApiError && cause.code === streamMissing) return undefined
      throw new BusFault('bus-away', `the object ${object} of ${this.name}`, { cause })
    }
  }
}
