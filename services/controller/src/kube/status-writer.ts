import { at, isKubeError, resources, textAt, type KubeClient, type KubeObject, type Resource } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import type { SyncReport } from '../sync-report.ts'
import { conditionsOf, mergedConditions, type StatusKind, type Wanted } from './conditions.ts'
import type { ClusterSource } from './cluster-source.ts'
import { eventOf } from './event-of.ts'
import { verdictOf } from './verdict.ts'
import { WorkQueue } from './work-queue.ts'

export interface StatusDeps {
  readonly client: KubeClient
  readonly source: ClusterSource
  /** The newest version that is known of an object. */
  readonly newest: (object: KubeObject) => KubeObject | undefined
  readonly instance: string
  readonly stop: AbortSignal
  readonly onFault: (origin: string, error: unknown) => void
}

interface Due {
  readonly object: KubeObject
  readonly conditions: readonly Wanted[]
}

const parallelMax = 16
const backOff = { firstMs: 200, maxMs: 60_000 }

const resourceOf: Readonly<Record<StatusKind, Resource>> = {
  EventSource: resources.eventSources,
  Sensor: resources.sensors,
  EventBus: resources.eventBuses,
}

/** Tells objects what became of them: conditions in their status, and Kubernetes Events where `Ready` changed. */
export class StatusWriter {
  readonly #deps: StatusDeps
  readonly #due = new Map<string, Due>()
  readonly #queue: WorkQueue

  constructor(deps: StatusDeps) {
    this.#deps = deps
    const { stop, onFault } = deps
    this.#queue = new WorkQueue({ act: (origin) => this.#write(origin), parallelMax, backOff, stop, onFault })
  }

  /** Has everything written that a report changed. */
  report(report: SyncReport): void {
    const byOrigin = Map.groupBy(report.problems, ({ file }) => file)
    const due = new Map<string, Due>()
    for (const read of report.objects) {
      const origin = this.#deps.source.originOf(read)
      if (origin === undefined || !isStatusKind(read.kind)) continue
      const verdict = verdictOf(byOrigin.get(read.file) ?? [], origin.problems)
      due.set(read.file, { object: origin.object, conditions: conditionsOf(read.kind, verdict) })
    }
    this.#due.clear()
    for (const [origin, one] of due) {
      this.#due.set(origin, one)
      if (this.#statusOf(one) !== undefined) this.#queue.add(origin)
    }
  }

  /** Resolves when what is being written has been written. */
  settled(): Promise<void> {
    return this.#queue.settled()
  }

  /** What differs from the newest status. */
  #statusOf({ object, conditions }: Due) {
    const status = this.#deps.newest(object)?.['status']
    const now = `${new Date().toISOString().slice(0, 19)}Z`
    const merged = mergedConditions(conditions, status, now)
    const generation = at(object, 'metadata', 'generation')
    if (merged === undefined && at(status, 'observedGeneration') === generation) return undefined
    return { observedGeneration: generation, ...(merged === undefined ? {} : { conditions: merged }) }
  }

  async #write(origin: string): Promise<void> {
    const due = this.#due.get(origin)
    const status = due === undefined ? undefined : this.#statusOf(due)
    if (due === undefined || status === undefined || !isStatusKind(due.object.kind)) return
    const { client, instance, stop } = this.#deps
    const { metadata, kind } = due.object
    const ref = { name: metadata.name, namespace: textAt(metadata, 'namespace') }
    const ready = due.conditions.find(({ type }) => type === 'Ready')
    const isNews = ready !== undefined && this.#isNews(due.object, ready)
    try {
      // With the identity, so that one of the same name that was made meanwhile is left alone.
      const body = { metadata: { uid: metadata['uid'] }, status }
      await client.patch(resourceOf[kind], ref, { strategy: 'merge', body }, { subresource: 'status', stop })
      if (isNews) await this.#tell(origin, eventOf(due.object, ready, { instance, now: new Date() }))
    } catch (error) {
      // It is gone, or another one by now: the informers tell of that.
      if (!isKubeError(error, 'not-found', 'conflict')) throw error
    }
  }

  /** An Event that cannot be written is told to our own log alone: the status says the same. */
  async #tell(origin: string, event: JsonObject): Promise<void> {
    const { client, stop, onFault } = this.#deps
    const failed = (error: unknown): void => onFault(`${origin} (its event)`, error)
    await client.create(resources.events, event, { stop }).catch(failed)
  }

  #isNews(object: KubeObject, ready: Wanted): boolean {
    const conditions = at(this.#deps.newest(object)?.['status'], 'conditions')
    const before = Array.isArray(conditions) ? conditions.find((one) => textAt(one, 'type') === 'Ready') : undefined
    return (['status', 'reason', 'message'] as const).some((field) => textAt(before, field) !== ready[field])
  }
}

function isStatusKind(kind: string): kind is StatusKind {
  return Object.hasOwn(resourceOf, kind)
}
