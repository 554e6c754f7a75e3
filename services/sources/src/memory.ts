import { bucketStream, CasBucket, sourcesBucket, type Bus } from '@millrace/bus'
import { Kvm, type KV } from '@nats-io/kv'
import { SourceFault } from './source-fault.ts'

/** A part of what a source remembers. */
export interface MemoryPart {
  readonly name: string
  readonly value: Uint8Array
}

/** Writes of parts under way at most. */
const writesMax = 32

/** What all sources remember of what they have told, kept on the bus. */
export class Memories {
  readonly #bucket: CasBucket
  readonly #kv: KV

  private constructor(bucket: CasBucket, kv: KV) {
    this.#bucket = bucket
    this.#kv = kv
  }

  /** Opens the bucket, making it where it is missing; waits for the bus as long as it takes. */
  static async open(bus: Bus, replicas: number, stop: AbortSignal): Promise<Memories> {
    await bus.ensureStream(bucketStream({ name: sourcesBucket, replicas, bytesMax: -1 }), stop)
    return new Memories(new CasBucket(bus, sourcesBucket), await new Kvm(bus.connection).open(sourcesBucket))
  }

  of(key: string): SourceMemory {
    return new SourceMemory(key, this.#bucket, this.#kv)
  }

  /** Removes all that a source remembers. Rejects with `BusFault`. */
  async forget(key: string): Promise<void> {
    await this.of(key).clear()
    await this.#bucket.remove(`position.${key}`)
  }
}

/**
 * What one source remembers: a position, changed only by whoever read or wrote it last, and parts beside it. Parts may be
 * ahead of the position after a crash, never behind it: whoever writes both writes the parts first.
 */
export class SourceMemory {
  readonly #key: string
  readonly #bucket: CasBucket
  readonly #kv: KV
  #revision = 0

  constructor(key: string, bucket: CasBucket, kv: KV) {
    this.#key = key
    this.#bucket = bucket
    this.#kv = kv
  }

  /** The position, as JSON; undefined where there is none. Rejects with `BusFault`. */
  async readPosition(): Promise<unknown> {
    const found = await this.#bucket.get(`position.${this.#key}`)
    this.#revision = found?.revision ?? 0
    if (found === undefined) return undefined
    try {
      return JSON.parse(Buffer.from(found.value).toString()) as unknown
    } catch {
      return undefined
    }
  }

  /** Rejects with `lease-lost` where another replica has written it, and with `BusFault`. */
  async writePosition(position: object): Promise<void> {
    const bytes = Buffer.from(JSON.stringify(position))
    const set = await this.#bucket.set(`position.${this.#key}`, bytes, this.#revision)
    if (set === 'conflict') throw new SourceFault('lease-lost', `the position of ${this.#key}`)
    this.#revision = set
  }

  /** Every part. Rejects where the bus is away. */
  async *parts(): AsyncGenerator<MemoryPart> {
    const prefix = `part.${this.#key}.`
    for await (const entry of await this.#kv.history({ key: `${prefix}>` })) {
      if (entry.operation === 'PUT') yield { name: entry.key.slice(prefix.length), value: entry.value }
    }
  }

  /** Writes parts; each name is letters, digits and `-_=`. Rejects with `BusFault`; some may be written then. */
  async putParts(parts: readonly MemoryPart[]): Promise<void> {
    await inTurns(parts, ({ name, value }) => this.#bucket.put(`part.${this.#key}.${name}`, value))
  }

  /** Rejects with `BusFault`. */
  async removeParts(names: readonly string[]): Promise<void> {
    await inTurns(names, (name) => this.#bucket.remove(`part.${this.#key}.${name}`))
  }

  /** Removes every part. Rejects with `BusFault`. */
  async clear(): Promise<void> {
    await this.#bucket.remove(`part.${this.#key}.>`)
  }
}

async function inTurns<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const rest = items[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (const item of rest) await act(item)
  }
  await Promise.all(Array.from({ length: Math.min(writesMax, items.length) }, worker))
}
