import { at, isKubeError, resources, textAt, type KubeClient, type KubeObject } from '@millrace/kube'
import type { JsonObject, Problem, ReadObject } from '@millrace/manifests'
import { isDeepStrictEqual } from 'node:util'
import { outsideBusOf } from '../outside/outside-bus.ts'
import type { SyncReport } from '../sync-report.ts'
import { busConfigOf, type BusPlace } from './bus-config.ts'
import { conditionsOf, mergedConditions, type Wanted } from './conditions.ts'
import type { ClusterSource } from './cluster-source.ts'
import { eventOf } from './event-of.ts'
import type { ObstacleBoard } from './obstacle-board.ts'
import { isStatusKind, statusResourceOf } from './status-resource.ts'
import { verdictOf } from './verdict.ts'
import { WorkQueue } from './work-queue.ts'

export interface StatusDeps {
  readonly client: KubeClient
  readonly source: ClusterSource
  readonly board: ObstacleBoard
  /** The newest version that is known of an object. */
  readonly newest: (object: KubeObject) => KubeObject | undefined
  /** Whether it is known how the server fares that an EventBus names. */
  readonly isKnown: (origin: string) => boolean
  /** Where records are kept, for the status of EventBuses. */
  readonly busPlace: BusPlace
  readonly instance: string
  readonly stop: AbortSignal
  readonly onFault: (origin: string, error: unknown) => void
}

interface Due {
  readonly object: KubeObject
  readonly read: ReadObject
  readonly problems: readonly Problem[]
}

/** Status patches, each with its Event, that are on their way at once: as many as the client has connections. */
const parallelMax = 32
/** Nobody reads the server's warnings about fields that it does not know; looking for them costs it time. */
const fieldValidation = 'Ignore'
const backOff = { firstMs: 200, maxMs: 60_000 }

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
    this.#due.clear()
    for (const read of report.objects) {
      const origin = this.#deps.source.originOf(read)
      if (origin === undefined || !isStatusKind(read.kind)) continue
      this.#due.set(read.file, { object: origin.object, read, problems: byOrigin.get(read.file) ?? [] })
    }
    for (const origin of this.#due.keys()) this.lookAgain(origin)
  }

  /** Has an object's status written where something else is to be said about it. */
  lookAgain(origin: string): void {
    const due = this.#due.get(origin)
    if (due !== undefined && this.#wantedOf(origin, due) !== undefined) this.#queue.add(origin)
  }

  /** Resolves when what is being written has been written. */
  settled(): Promise<void> {
    return this.#queue.settled()
  }

  /** What differs from the newest status. */
  #wantedOf(origin: string, { object, read, problems }: Due) {
    if (!isStatusKind(read.kind)) return undefined
    const { source, board, newest } = this.#deps
    // The status of before stands until then: a controller that starts anew knows nothing yet.
    const isRight = problems.every(({ severity }) => severity !== 'error')
    const isOutside = read.object?.kind === 'EventBus' && outsideBusOf(read.object) !== undefined
    if (isRight && isOutside && !this.#deps.isKnown(origin)) return undefined
    const own = source.originOf(read)?.problems ?? new Set()
    const conditions = conditionsOf(read.kind, verdictOf(problems, own, board.of(origin)))
    const latest = newest(object)
    // Whoever cleans up after it says why it is still there.
    if (textAt(latest, 'metadata', 'deletionTimestamp') !== '') return undefined
    const status = latest?.['status']
    const now = `${new Date().toISOString().slice(0, 19)}Z`
    const merged = mergedConditions(conditions, status, now)
    const generation = at(object, 'metadata', 'generation')
    const config = read.object?.kind === 'EventBus' ? busConfigOf(read.object, this.#deps.busPlace) : undefined
    const isConfigWritten = config === undefined || isDeepStrictEqual(at(status, 'config'), config)
    if (merged === undefined && isConfigWritten && at(status, 'observedGeneration') === generation) return undefined
    const written = {
      observedGeneration: generation,
      ...(merged === undefined ? {} : { conditions: merged }),
      ...(isConfigWritten ? {} : { config }),
    }
    return { status: written, ready: conditions.find(({ type }) => type === 'Ready') }
  }

  async #write(origin: string): Promise<undefined> {
    const due = this.#due.get(origin)
    const wanted = due === undefined ? undefined : this.#wantedOf(origin, due)
    const resource = statusResourceOf(due?.object.kind ?? '')
    if (due === undefined || wanted === undefined || resource === undefined) return
    const { client, instance, stop } = this.#deps
    const { metadata } = due.object
    const ref = { name: metadata.name, namespace: textAt(metadata, 'namespace') }
    const { status, ready } = wanted
    const isNews = ready !== undefined && this.#isNews(due.object, ready)
    try {
      // With the identity, so that one of the same name that was made meanwhile is left alone.
      const body = { metadata: { uid: metadata['uid'] }, status }
      const options = { subresource: 'status', fieldValidation, stop } as const
      await client.patchOnly(resource, ref, { strategy: 'merge', body }, options)
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
    await client.createOnly(resources.events, event, { fieldValidation, stop }).catch(failed)
  }

  #isNews(object: KubeObject, ready: Wanted): boolean {
    const conditions = at(this.#deps.newest(object)?.['status'], 'conditions')
    const before = Array.isArray(conditions) ? conditions.find((one) => textAt(one, 'type') === 'Ready') : undefined
    return (['status', 'reason', 'message'] as const).some((field) => textAt(before, field) !== ready[field])
  }
}
