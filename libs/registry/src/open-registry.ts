import { registryBucket, type Bus } from '@millrace/bus'
import { Kvm, type KV } from '@nats-io/kv'
import { keyText, type ObjectKey, type RegistryObject } from './registry-object.ts'

/** The bucket with the objects in force. */
export interface Registry {
  readonly bucket: KV
  put(object: RegistryObject): Promise<void>
  remove(key: ObjectKey): Promise<void>
  /** Every object in force. */
  list(): Promise<RegistryObject[]>
}

/** Largest object, as JSON. Kubernetes keeps none above 1.5 MiB either. */
export const objectBytesMax = 1_500_000

const retryMs = 500

/** Opens the bucket, creating it where it is missing; waits for the bus as long as it takes, or until `stop`. */
export async function openRegistry(bus: Bus, replicas: number, stop?: AbortSignal): Promise<Registry> {
  for (;;) {
    try {
      const kvm = new Kvm(bus.connection)
      return new KvRegistry(await kvm.create(registryBucket, { history: 1, replicas, max_bytes: -1 }))
    } catch (error) {
      if (stop?.aborted === true) throw error
    }
    await new Promise((resolve) => setTimeout(resolve, retryMs))
  }
}

class KvRegistry implements Registry {
  readonly bucket: KV

  constructor(bucket: KV) {
    this.bucket = bucket
  }

  async put(object: RegistryObject): Promise<void> {
    const key = keyText({ kind: object.kind, namespace: object.metadata.namespace, name: object.metadata.name })
    await this.bucket.put(key, JSON.stringify(object))
  }

  async remove(key: ObjectKey): Promise<void> {
    await this.bucket.purge(keyText(key))
  }

  async list(): Promise<RegistryObject[]> {
    const objects: RegistryObject[] = []
    const keys: string[] = []
    for await (const key of await this.bucket.keys()) keys.push(key)
    for (const key of keys) {
      const entry = await this.bucket.get(key)
      // The controller is the only writer, and writes nothing but validated objects.
      if (entry !== null && entry.operation === 'PUT') objects.push(entry.json<RegistryObject>())
    }
    return objects
  }
}
