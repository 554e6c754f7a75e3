import { controlsBucket, token, type Bus } from '@millrace/bus'
import { Kvm, type KV } from '@nats-io/kv'
import { setTimeout as sleep } from 'node:timers/promises'
import { RegistryFault } from './registry-fault.ts'

/** The namespaces that a set of controllers serves, as its leader has said last. */
export interface NamespaceClaim {
  /** Names the set: its Lease, `namespace/name`. */
  readonly set: string
  /** Empty: all. */
  readonly namespaces: readonly string[]
  /** When it was said. Milliseconds since the Unix epoch. */
  readonly saidMs: number
}

/** What sets of controllers say to each other about a registry that they share. Calls reject with `RegistryFault`. */
export interface NamespaceClaims {
  list(): Promise<NamespaceClaim[]>
  put(claim: Omit<NamespaceClaim, 'saidMs'>): Promise<void>
}

const retryMs = 500
const prefix = 'serves.'

/** Opens the bucket, creating it where it is missing; waits for the bus as long as it takes. */
export async function openNamespaceClaims(bus: Bus, replicas: number, stop?: AbortSignal): Promise<NamespaceClaims> {
  const kvm = new Kvm(bus.connection)
  for (;;) {
    stop?.throwIfAborted()
    try {
      return new KvClaims(await kvm.create(controlsBucket, { history: 1, replicas, max_bytes: -1 }))
    } catch {
      await sleep(retryMs, undefined, stop === undefined ? {} : { signal: stop })
    }
  }
}

class KvClaims implements NamespaceClaims {
  readonly #bucket: KV

  constructor(bucket: KV) {
    this.#bucket = bucket
  }

  list(): Promise<NamespaceClaim[]> {
    return reached(async () => {
      const claims: NamespaceClaim[] = []
      for await (const entry of await this.#bucket.history({ key: `${prefix}>` })) {
        if (entry.operation !== 'PUT') continue
        // Only `put` below writes here.
        const said = entry.json<Omit<NamespaceClaim, 'saidMs'>>()
        claims.push({ ...said, saidMs: entry.created.getTime() })
      }
      return claims
    })
  }

  async put({ set, namespaces }: Omit<NamespaceClaim, 'saidMs'>): Promise<void> {
    await reached(() => this.#bucket.put(`${prefix}${token(set)}`, JSON.stringify({ set, namespaces })))
  }
}

async function reached<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (cause) {
    throw new RegistryFault('registry-away', 'what sets of controllers serve', { cause })
  }
}
