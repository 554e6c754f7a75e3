import { registryBucket, type Bus } from '@millrace/bus'
import { JetStreamApiError } from '@nats-io/jetstream'
import { Kvm, type KV } from '@nats-io/kv'
import type { NatsConnection } from '@nats-io/transport-node'
import { setTimeout as sleep } from 'node:timers/promises'
import { readEntry } from './read-entry.ts'
import { RegistryFault } from './registry-fault.ts'
import { keyOf, keyText, type ObjectKey, type RegistryObject } from './registry-object.ts'

/** The bucket with the objects in force. */
export interface Registry {
  readonly bucket: KV
  readonly connection: NatsConnection
  /** Rejects with `RegistryFault`. */
  put(object: RegistryObject): Promise<void>
  /** Rejects with `RegistryFault`. An object that is not there may be removed. */
  remove(key: ObjectKey): Promise<void>
  /** Every object in force. Rejects with `RegistryFault`. */
  list(): Promise<RegistryObject[]>
}

/** Largest object, as JSON. Kubernetes keeps none above 1.5 MiB either. */
export const objectBytesMax = 1_500_000

const retryMs = 500
const streamInUse = 10_058

/**
 * Opens the bucket, creating it where it is missing; waits for the bus as long as it takes. Rejects with an `AbortError`
 * when `stop` aborts, and with `registry-refused`.
 */
export async function openRegistry(bus: Bus, replicas: number, stop?: AbortSignal): Promise<Registry> {
  const kvm = new Kvm(bus.connection)
  for (;;) {
    stop?.throwIfAborted()
    try {
      const bucket = await kvm.create(registryBucket, { history: 1, replicas, max_bytes: -1 })
      await haveReplicas(bus, replicas)
      return new KvRegistry(bucket, bus.connection)
    } catch (error) {
      if (isRefusal(error)) throw new RegistryFault('registry-refused', 'the bucket of objects', { cause: error })
    }
    await sleep(retryMs, undefined, stop === undefined ? {} : { signal: stop })
  }
}

/** A bucket that exists is opened as it is, also after the installation was told to keep more copies. */
async function haveReplicas({ manager }: Bus, replicas: number): Promise<void> {
  const { config } = await manager.streams.info(`KV_${registryBucket}`)
  if (config.num_replicas !== replicas) await manager.streams.update(config.name, { num_replicas: replicas })
}

class KvRegistry implements Registry {
  readonly bucket: KV
  readonly connection: NatsConnection

  constructor(bucket: KV, connection: NatsConnection) {
    this.bucket = bucket
    this.connection = connection
  }

  async put(object: RegistryObject): Promise<void> {
    const key = keyText(keyOf(object))
    const text = JSON.stringify(object)
    const bytes = Buffer.byteLength(text)
    if (bytes > objectBytesMax) {
      throw new RegistryFault('object-too-large', `${key} has ${bytes} bytes, of ${objectBytesMax} at most`)
    }
    await reached(key, () => this.bucket.put(key, text))
  }

  async remove(key: ObjectKey): Promise<void> {
    const text = keyText(key)
    await reached(text, () => this.bucket.purge(text))
  }

  list(): Promise<RegistryObject[]> {
    return reached('the objects', async () => {
      const objects: RegistryObject[] = []
      // The bucket keeps one value a key, so its history is what is in force, in one pass.
      for await (const entry of await this.bucket.history()) {
        const object = readEntry(entry)
        if (object !== undefined) objects.push(object)
      }
      return objects
    })
  }
}

/** Translates the errors of NATS, once, here. */
async function reached<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    throw new RegistryFault(isRefusal(cause) ? 'registry-refused' : 'registry-away', what, { cause })
  }
}

/** An answer of the server that the same call will always get. No answer at all, or 503, is JetStream being away. */
function isRefusal(error: unknown): boolean {
  return error instanceof JetStreamApiError && error.status !== 503 && error.code !== streamInUse
}
