import type { InvocationBatch, RoadInvocation } from '@millrace/protocol/wire'

/** An invocation whose deliveries are at hand. */
export interface Emitted {
  readonly invocation: Omit<RoadInvocation, 'dependencies'>
  /** Dependency name → encoded delivery. */
  readonly events: ReadonlyMap<string, Uint8Array>
}

/** Invocations in one message at most: what one executor takes on at once. */
export const invocationsMax = 128
/** Bytes of deliveries in one message at most; a single larger one goes alone. */
export const bytesMax = 512 * 1024

/** Packs invocations into messages, in order; a delivery that several invocations of a message share is held once. */
export function chunk(emitted: readonly Emitted[], acceptedAtUs: number, routedAtUs: number): InvocationBatch[] {
  const batches: InvocationBatch[] = []
  let open = new OpenBatch()
  for (const one of emitted) {
    if (open.isFull(one)) {
      batches.push(open.close(acceptedAtUs, routedAtUs))
      open = new OpenBatch()
    }
    open.add(one)
  }
  if (open.count > 0) batches.push(open.close(acceptedAtUs, routedAtUs))
  return batches
}

class OpenBatch {
  readonly #index = new Map<Uint8Array, number>()
  readonly #invocations: RoadInvocation[] = []
  #bytes = 0

  get count(): number {
    return this.#invocations.length
  }

  isFull({ events }: Emitted): boolean {
    if (this.count === 0) return false
    let added = 0
    for (const bytes of events.values()) if (!this.#index.has(bytes)) added += bytes.length
    return this.count >= invocationsMax || this.#bytes + added > bytesMax
  }

  add({ invocation, events }: Emitted): void {
    const dependencies = new Map<string, number>()
    for (const [dependency, bytes] of events) {
      let at = this.#index.get(bytes)
      if (at === undefined) {
        at = this.#index.size
        this.#index.set(bytes, at)
        this.#bytes += bytes.length
      }
      dependencies.set(dependency, at)
    }
    this.#invocations.push({ ...invocation, dependencies })
  }

  close(acceptedAtUs: number, routedAtUs: number): InvocationBatch {
    return { deliveries: [...this.#index.keys()], invocations: this.#invocations, acceptedAtUs, routedAtUs }
  }
}
