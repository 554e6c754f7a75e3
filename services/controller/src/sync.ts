import { eventsStream, outsideConsumer, recordStream, routerConsumer, type Bus, type StreamBounds } from '@millrace/bus'
import { keyOf, keyText, RegistryFault, type Registry, type RegistryObject } from '@millrace/registry'
import type { ControllerConfig } from './config.ts'
import { decide, type Decision, type Given, type RecordWish } from './decide.ts'
import { inParallel } from './in-parallel.ts'
import type { SharedRegistry } from './kube/shared-registry.ts'
import type { Look } from './manifest-source.ts'
import type { Reading } from './read-files.ts'
import type { SyncReport } from './sync-report.ts'

export interface SyncDeps {
  readonly bus: Bus
  readonly registry: Registry
  readonly bounds: StreamBounds
  readonly stop: AbortSignal
  /** Where sets of controllers may share the registry; absent: all of it is ours. */
  readonly shared?: Pick<SharedRegistry, 'look' | 'isBrought'> | undefined
}

/** Writes to the registry that are on their way at once. */
const writesMax = 64

/** Brings the registry and the streams in line with the manifests. */
export class Sync {
  readonly #config: ControllerConfig
  readonly #deps: SyncDeps
  #inForce: Map<string, RegistryObject> | undefined
  #origins: ReadonlyMap<string, string> = new Map()
  /** The streams that are known to be as they should, by name, with what they were made from. */
  readonly #streams = new Map<string, string>()
  #isCurrent = false

  constructor(config: ControllerConfig, deps: SyncDeps) {
    this.#config = config
    this.#deps = deps
  }

  /** Forgets what was found in NATS: another server may be there now. */
  doubt(): void {
    this.#inForce = undefined
    this.#streams.clear()
    this.#isCurrent = false
  }

  /** Undefined when neither the manifests nor NATS changed since. Rejects with `RegistryFault` where NATS is away. */
  async bring(look: Look): Promise<SyncReport | undefined> {
    if (this.#isCurrent && look.isKnown) {
      await this.#deps.shared?.isBrought()
      return undefined
    }
    this.#isCurrent = false
    const reading = await look.read()
    const inForce = (this.#inForce ??= await this.#load())
    const decision = await this.#decide(reading, inForce)
    const { stop } = this.#deps
    // One kind after the other, in their order. Checked before each write: who leads no more must not go on.
    for (const puts of Map.groupBy(decision.puts, ({ kind }) => kind).values()) {
      await inParallel(puts, writesMax, async (object) => {
        stop.throwIfAborted()
        await this.#put(object, inForce)
      })
    }
    for (const removes of Map.groupBy(decision.removes, ({ kind }) => kind).values()) {
      await inParallel(removes, writesMax, async (key) => {
        stop.throwIfAborted()
        await this.#deps.registry.remove(key)
        inForce.delete(keyText(key))
      })
    }
    this.#origins = decision.origins
    await this.#deps.shared?.isBrought()
    this.#isCurrent = true
    return {
      objects: reading.objects,
      put: decision.puts,
      removed: decision.removes,
      inForce: [...inForce.values()],
      problems: decision.problems,
      impliedBuses: decision.records.filter(({ isImplied }) => isImplied),
    }
  }

  async #load(): Promise<Map<string, RegistryObject>> {
    const objects = await this.#deps.registry.list()
    const isOwn = (await this.#deps.shared?.look()) ?? (() => true)
    const own = objects.filter(({ metadata }) => isOwn(metadata.namespace))
    return new Map(own.map((object) => [keyText(keyOf(object)), object]))
  }

  async #put(object: RegistryObject, inForce: Map<string, RegistryObject>): Promise<void> {
    await this.#deps.registry.put(object)
    inForce.set(keyText(keyOf(object)), object)
  }

  /** Decides, makes the streams that the decision rests on, and decides anew where NATS refuses some of them. */
  async #decide(reading: Reading, inForce: ReadonlyMap<string, RegistryObject>): Promise<Decision> {
    const given: Given = { inForce, origins: this.#origins, refused: new Map() }
    const decision = decide(reading, given)
    const refused = new Map<string, string>()
    for (const wish of decision.records) {
      const refusal = await this.#makeRecord(wish)
      if (refusal !== undefined) refused.set(`${wish.namespace}/${wish.bus}`, refusal)
    }
    const names = new Set(decision.records.map(({ namespace, bus }) => eventsStream(namespace, bus)))
    // One that nobody wants any more may be removed, and be wanted again later.
    for (const name of this.#streams.keys()) if (!names.has(name)) this.#streams.delete(name)
    return refused.size === 0 ? decision : decide(reading, { ...given, refused })
  }

  /** The stream of a bus, and the routers' consumer on it. Gives the reason where NATS refuses. */
  async #makeRecord({ namespace, bus: name, bounds, isOutside }: RecordWish): Promise<string | undefined> {
    const { bus, stop } = this.#deps
    const stream = recordStream(namespace, name, bounds, this.#deps.bounds)
    const text = JSON.stringify([stream, isOutside])
    if (this.#streams.get(stream.name) === text) return undefined
    try {
      await bus.ensureStream(stream, stop)
      // It may have named a server when another controller looked after it: nobody takes its record there any more.
      if (!isOutside) await forgetOutside(bus, stream.name)
      const consumer = routerConsumer(this.#config.ackWaitMs)
      await bus.ensureConsumer(eventsStream(namespace, name), consumer, stop)
    } catch (error) {
      stop.throwIfAborted()
      return error instanceof Error ? error.message : String(error)
    }
    this.#streams.set(stream.name, text)
    return undefined
  }
}

async function forgetOutside({ manager }: Bus, stream: string): Promise<void> {
  const { state } = await manager.streams.info(stream)
  if (state.consumer_count < 2) return
  for await (const { name } of manager.consumers.list(stream)) {
    if (name === outsideConsumer) await manager.consumers.delete(stream, name)
  }
}

/** Whether the same sync may succeed later. */
export function isPassing(error: unknown): boolean {
  return error instanceof RegistryFault && error.shouldRetry()
}
