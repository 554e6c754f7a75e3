import { isKubeError, refText, resources, textAt, type KubeClient, type KubeObject } from '@millrace/kube'
import { mergedConditions, type Wanted } from '../conditions.ts'
import { statusResourceOf } from '../status-resource.ts'
import type { SyncReport } from '../../sync-report.ts'
import { originOf } from '../cluster-source.ts'
import { eventOf } from '../event-of.ts'
import { WorkQueue } from '../work-queue.ts'
import { finalizerStep } from './finalizer-step.ts'
import type { Remains } from './remains.ts'
import { usersOf } from './users-of.ts'

export interface FinalizerDeps {
  readonly client: KubeClient
  readonly remains: Remains
  /** The manifest as the cluster has it now. */
  readonly newest: (kind: string, ref: string) => KubeObject | undefined
  /** Every EventSource and Sensor. */
  readonly users: () => Iterable<KubeObject>
  readonly instance: string
  /** An object that has been waiting for NATS for so long goes without being cleaned up after. Milliseconds. */
  readonly giveUpMs: number
  readonly stop: AbortSignal
  readonly onFault: (origin: string, error: unknown) => void
}

/** One try to clean up. */
const cleanMs = 10_000
const parallelMax = 4
const backOff = { firstMs: 500, maxMs: 15_000 }

/** Holds back the deletion of objects that something is kept for, until that is gone too. */
export class FinalizerWriter {
  readonly #deps: FinalizerDeps
  readonly #queue: WorkQueue

  constructor(deps: FinalizerDeps) {
    this.#deps = deps
    const { stop, onFault } = deps
    this.#queue = new WorkQueue({ act: (key) => this.#bring(key), parallelMax, backOff, stop, onFault })
  }

  /** An object came or changed. */
  changed(object: KubeObject): void {
    if (finalizerStep(object).kind !== 'none') this.#queue.add(`${object.kind} ${refText(object)}`)
  }

  /** What went without our finalizer, or before it could be cleaned up after. */
  report({ removed }: SyncReport): void {
    for (const { kind, namespace, name } of removed)
      if (kind === 'Sensor' || kind === 'EventBus') this.#queue.add(`after-${kind} ${namespace}/${name}`)
  }

  /** Resolves when what is being worked on has ended. */
  settled(): Promise<void> {
    return this.#queue.settled()
  }

  async #bring(key: string): Promise<'again' | undefined> {
    const [kind = '', ref = ''] = key.split(' ')
    if (kind.startsWith('after-')) return this.#cleanAfter(kind.slice('after-'.length), ref)
    const object = this.#deps.newest(kind, ref)
    if (object === undefined) return undefined
    const step = finalizerStep(object)
    switch (step.kind) {
      case 'none':
        return undefined
      case 'add':
        return this.#setFinalizers(object, step.finalizers)
      case 'clean':
        return this.#clean(object, step.left)
      default:
        return step satisfies never
    }
  }

  async #clean(object: KubeObject, left: readonly string[]): Promise<'again' | undefined> {
    const users = object.kind === 'EventBus' ? usersOf(placeOf(object), this.#deps.users()) : ''
    if (users !== '') return this.#wait(object, 'InUse', `it goes when nobody uses it any more: ${users}`)
    let pending: string
    try {
      pending = await this.#removeRemains(object)
    } catch (error) {
      if (this.#deps.stop.aborted) throw error
      this.#deps.onFault(originOf(object), error)
      pending = 'NATS is away'
    }
    if (pending === '') return this.#setFinalizers(object, left)
    const deletedMs = Date.parse(textAt(object, 'metadata', 'deletionTimestamp'))
    if (Date.now() - deletedMs < this.#deps.giveUpMs)
      return this.#wait(object, 'CleanupPending', `what is kept for it could not be removed yet: ${pending}`)
    await this.#tell(object, 'CleanupSkipped', `it goes, and what is kept for it may stay: ${pending}`)
    return this.#setFinalizers(object, left)
  }

  async #removeRemains(object: KubeObject): Promise<string> {
    const { remains, stop } = this.#deps
    const namespace = textAt(object, 'metadata', 'namespace')
    const { name } = object.metadata
    const limited = AbortSignal.any([stop, AbortSignal.timeout(cleanMs)])
    if (object.kind === 'Sensor') return remains.removeSensor(namespace, name, limited)
    if (object.kind === 'EventBus') await remains.removeRecord(namespace, name)
    return ''
  }

  /** After one that is gone already. One of its name that was made meanwhile has what is there. */
  async #cleanAfter(kind: string, ref: string): Promise<undefined> {
    const { remains, newest, users, stop } = this.#deps
    if (newest(kind, ref) !== undefined) return
    const [namespace = '', name = ''] = ref.split('/')
    if (kind === 'Sensor') {
      await remains.removePauses(namespace, name, AbortSignal.any([stop, AbortSignal.timeout(cleanMs)]))
    } else if (usersOf({ namespace, name }, users()) === '') await remains.removeRecord(namespace, name)
  }

  async #setFinalizers(object: KubeObject, finalizers: readonly string[]): Promise<'again' | undefined> {
    const { client, stop } = this.#deps
    const resource = statusResourceOf(object.kind)
    if (resource === undefined) return undefined
    const { resourceVersion } = object.metadata
    // With the version, as the list is replaced whole.
    const body = { metadata: { resourceVersion, finalizers } }
    try {
      await client.patch(resource, placeOf(object), { strategy: 'merge', body }, { stop })
      return undefined
    } catch (error) {
      if (isKubeError(error, 'not-found')) return undefined
      if (isKubeError(error, 'conflict')) return 'again'
      throw error
    }
  }

  /** Says why the object is still there, and comes back later. */
  async #wait(object: KubeObject, reason: string, message: string): Promise<'again'> {
    const { client, stop } = this.#deps
    const resource = statusResourceOf(object.kind)
    const of = (type: string): Wanted => ({ type, status: 'False', reason, message })
    const now = `${new Date().toISOString().slice(0, 19)}Z`
    const conditions = mergedConditions([of('Deployed'), of('Ready')], object['status'], now)
    if (conditions !== undefined && resource !== undefined) {
      const body = { metadata: { uid: object.metadata['uid'] }, status: { conditions } }
      const options = { subresource: 'status', stop }
      await client.patch(resource, placeOf(object), { strategy: 'merge', body }, options)
      await this.#tell(object, reason, message)
    }
    return 'again'
  }

  /** An Event that cannot be written is told to our own log alone. */
  async #tell(object: KubeObject, reason: string, message: string): Promise<void> {
    const { client, instance, onFault, stop } = this.#deps
    const event = eventOf(object, { type: 'Ready', status: 'False', reason, message }, { instance, now: new Date() })
    await client.create(resources.events, event, { stop }).catch((error: unknown) => onFault(originOf(object), error))
  }
}

function placeOf({ metadata }: KubeObject): { readonly namespace: string; readonly name: string } {
  return { namespace: textAt(metadata, 'namespace'), name: metadata.name }
}
