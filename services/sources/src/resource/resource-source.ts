import { backOffMs, exactPage, exactWatch, isKubeError, servedResource } from '@millrace/kube'
import type { ExactEvent, KubeClient, Resource } from '@millrace/kube'
import { setTimeout as sleep } from 'node:timers/promises'
import { batches } from '../batches.ts'
import { SourceFault } from '../source-fault.ts'
import type { OpenSource, SourceContext, SourceWorld } from '../source.ts'
import { KnownObjects, type Happened, type Told } from './known-objects.ts'
import { resourcePayload } from './payload.ts'
import { planResource, type ResourcePlan } from './plan-resource.ts'
import { PastVersions, type Past } from './past-versions.ts'
import { ResourceMemory } from './resource-memory.ts'
import { seenObject, type SeenObject } from './seen-object.ts'

/** Objects of a page of a list, and changes that are told together. */
const pageMax = 500
const batchMax = 256
/** Objects whose past is looked up at a time. */
const pastsAtOnce = 8
/** What was told is remembered after this at the latest. */
const rememberMs = 1_000
/** A watch is ended and taken up again after at most this, so that no connection grows old. */
const watchMaxMs = 300_000
/** Short, since what happens while nobody watches is harder to find out. */
const backOff = { firstMs: 100, maxMs: 2_000 }

/** Tells what happens to the objects of a resource. */
export const resourceSource: OpenSource = (wanted, world) => {
  const plan = planResource(wanted)
  return { run: (context) => new ResourceRun(plan, world, context).run() }
}

class ResourceRun {
  readonly #plan: ResourcePlan
  readonly #world: SourceWorld
  readonly #context: SourceContext
  readonly #known: KnownObjects
  /** Everything up to here was told; empty: only a list can say what there is. */
  #version = ''
  #rememberedMs = performance.now()
  /** Whether all that is known is told as well: only then may it be remembered. */
  #isTold = true
  #failures = 0
  #isInterrupted = false

  constructor(plan: ResourcePlan, world: SourceWorld, context: SourceContext) {
    this.#plan = plan
    this.#world = world
    this.#context = context
    this.#known = new KnownObjects(world.bounds.objectBytesMax)
  }

  async run(): Promise<void> {
    const { memory, stop, nowMs } = this.#context
    const { fingerprint, isSecret, account } = this.#plan
    const own = await this.#world.kube()
    const resource = await this.#resource(own)
    const client = own.as(account)
    const remembered = await ResourceMemory.open({ memory, known: this.#known, fingerprint, isSecret, nowMs })
    this.#version = remembered.version
    try {
      while (!stop.aborted) await this.#follow(client, resource, remembered)
    } finally {
      // Whoever takes over goes on from here. Where that fails, what was told since is told again, as the same.
      await this.#remember(remembered).catch(() => {})
    }
  }

  /** Lists where that is needed, then watches until the watch ends. The cluster's faults end here, those of the bus do not. */
  async #follow(client: KubeClient, resource: Resource, remembered: ResourceMemory): Promise<void> {
    const { stop } = this.#context
    try {
      if (this.#version === '') await this.#list(client, resource, remembered)
      await this.#watch(client, resource, remembered)
    } catch (error) {
      if (stop.aborted) return
      if (!isKubeError(error)) throw error
      // Forgotten by the server: a list says what is different from what was told. Any other version is still good.
      if (error.code === 'gone') this.#version = ''
      else {
        this.#isInterrupted = true
        this.#context.interrupted(error)
      }
      const waitMs = error.retryAfterMs ?? backOffMs(this.#failures++, backOff, Math.random())
      await sleep(waitMs, undefined, { signal: stop }).catch(() => {})
    }
  }

  #resume(): void {
    if (!this.#isInterrupted) return
    this.#isInterrupted = false
    this.#context.resumed()
  }

  async #resource(client: KubeClient): Promise<Resource> {
    const { group, version, plural, namespace } = this.#plan
    const resource = await servedResource(client, { group, version, plural }, this.#context.stop)
    if (!resource.isNamespaced && namespace !== undefined) {
      throw new SourceFault('settings-invalid', `namespace: ${plural} belong to none; remove the field`)
    }
    if (!resource.verbs.includes('watch') || !resource.verbs.includes('list')) {
      throw new SourceFault('settings-invalid', `resource: the server lets nobody list and watch ${plural}`)
    }
    return resource
  }

  /** Compares what there is with what was told, and tells the difference. */
  async #list(client: KubeClient, resource: Resource, remembered: ResourceMemory): Promise<void> {
    const { namespace, labelSelector } = this.#plan
    const { stop } = this.#context
    const listed = new Set<string>()
    // What was there before the first look has no past that anybody asked for.
    const past = remembered.version === '' ? undefined : new PastVersions(client, resource, this.#plan, stop)
    let next: string | undefined
    let version: string
    do {
      const selection = { namespace, labelSelector, limit: pageMax, continue: next, stop }
      const page = await exactPage(client, resource, selection)
      const objects = page.items.map(seenObject)
      for (const { id } of objects) listed.add(id)
      const pasts = await this.#pastsOf(objects, past)
      this.#isTold = false
      await this.#tell(this.#difference(objects, pasts), remembered)
      version = page.resourceVersion
      next = page.continue
    } while (next !== undefined)
    this.#isTold = false
    await this.#tell(this.#known.miss(listed), remembered)
    this.#version = version
    this.#failures = 0
    await this.#remember(remembered)
  }

  /** The versions that nobody watched, of the objects that are not as they were told. */
  async #pastsOf(objects: readonly SeenObject[], past: PastVersions | undefined): Promise<ReadonlyMap<string, Past>> {
    const pasts = new Map<string, Past>()
    if (past === undefined) return pasts
    const changed = objects.filter(({ id, version }) => this.#known.get(id)?.version !== version)
    for (let from = 0; from < changed.length; from += pastsAtOnce) {
      const some = changed.slice(from, from + pastsAtOnce)
      const found = await Promise.all(some.map((object) => past.of(object, this.#known.get(object.id)?.version)))
      for (const [nth, one] of found.entries()) pasts.set(some[nth]?.id ?? '', one)
    }
    return pasts
  }

  #difference(objects: readonly SeenObject[], pasts: ReadonlyMap<string, Past>): readonly Told[] {
    return objects.flatMap((object) => {
      const { versions = [], wasAway = false } = pasts.get(object.id) ?? {}
      const left = wasAway ? this.#known.meetAgain(object) : []
      return [...left, ...[...versions, object].flatMap((version) => this.#known.meet(version))]
    })
  }

  async #watch(client: KubeClient, resource: Resource, remembered: ResourceMemory): Promise<void> {
    const { namespace, labelSelector } = this.#plan
    const selection = { namespace, labelSelector, resourceVersion: this.#version, timeoutMs: watchMaxMs }
    const open = (stop: AbortSignal) => exactWatch(client, resource, { ...selection, stop })
    const startedMs = performance.now()
    const options = { sizeMax: batchMax, everyMs: rememberMs, stop: this.#context.stop }
    for await (const events of batches(open, options)) {
      this.#resume()
      if (events.length > 0) await this.#take(events, remembered)
      if (performance.now() - this.#rememberedMs >= rememberMs) await this.#remember(remembered)
    }
    // A server that ends watches at once must not be asked again and again without a pause.
    if (performance.now() - startedMs < backOff.firstMs) await sleep(backOff.firstMs)
  }

  async #take(events: readonly ExactEvent[], remembered: ResourceMemory): Promise<void> {
    this.#failures = 0
    this.#isTold = false
    let version = this.#version
    const all: Told[] = []
    for (const event of events) {
      if (event.kind === 'bookmark') version = event.resourceVersion
      else {
        const happened: Happened = { kind: event.kind, object: seenObject(event.object) }
        version = happened.object.version
        const told = this.#known.take(happened)
        if (told !== undefined) all.push(told)
      }
    }
    await this.#tell(all, remembered)
    this.#version = version
  }

  /** Resolves when all of it that is wanted is stored. */
  async #tell(all: readonly Told[], remembered: ResourceMemory): Promise<void> {
    const { objectsMax } = this.#world.bounds
    if (this.#known.size > objectsMax) {
      throw new SourceFault('too-much', `${this.#plan.plural}: more than ${objectsMax} objects`)
    }
    const wanted = all.filter((told) => this.#isWanted(told, remembered))
    await remembered.ahead(wanted.filter(({ kind }) => kind === 'ADD'))
    await Promise.all(
      wanted.map((told) => {
        const { id, version, kind } = told
        return this.#context.tell({
          payload: resourcePayload(this.#plan, told),
          deliveryId: `${id} ${version} ${kind}`,
        })
      }),
    )
    remembered.changed(all.map(({ id }) => id))
    this.#isTold = true
  }

  #isWanted(told: Told, { startedMs }: ResourceMemory): boolean {
    return this.#plan.kinds.has(told.kind) && this.#plan.passes(told, startedMs)
  }

  async #remember(remembered: ResourceMemory): Promise<void> {
    this.#rememberedMs = performance.now()
    if (this.#isTold && this.#version !== '' && remembered.isBehind(this.#version))
      await remembered.reached(this.#version)
  }
}
