import {
  isKubeError,
  refText,
  resources,
  textAt,
  type Informer,
  type KubeClient,
  type KubeObject,
  type ObjectRef,
} from '@millrace/kube'
import type { EventSource } from '@millrace/manifests'
import type { SyncReport } from '../../sync-report.ts'
import { originOf, type ClusterSource } from '../cluster-source.ts'
import type { ObstacleBoard } from '../obstacle-board.ts'
import { WorkQueue } from '../work-queue.ts'
import type { IngestPods } from './ingest-pods.ts'
import { serviceChange, type ServiceChange } from './service-change.ts'
import { ownerLabel, serviceNameOf, serviceOf, type WantedService } from './service-of.ts'
import { refusedAs, ServiceRefusal } from './service-refusal.ts'
import type { SliceWriter } from './slice-writer.ts'

export interface ServiceDeps {
  readonly client: KubeClient
  readonly source: ClusterSource
  /** The Services with our label, in all namespaces that are served. */
  readonly services: readonly Informer[]
  readonly slices: SliceWriter
  readonly ingest: IngestPods
  /** The EventSource as the cluster has it now; undefined: there is none. */
  readonly newest: (ref: string) => KubeObject | undefined
  readonly board: ObstacleBoard
  readonly stop: AbortSignal
  readonly onFault: (key: string, error: unknown) => void
}

interface Owner {
  readonly object: KubeObject
  /** Undefined: it cannot be read, so its Service stays as it is. */
  readonly source: EventSource | undefined
}

const parallelMax = 8
const backOff = { firstMs: 500, maxMs: 60_000 }

/** Keeps the Services of EventSources: made, changed and removed as their manifests say, and never anybody else's. */
export class ServiceWriter {
  readonly #deps: ServiceDeps
  readonly #queue: WorkQueue
  /** The EventSources of the last report, by `namespace/name`. */
  #owners: ReadonlyMap<string, Owner> | undefined

  constructor(deps: ServiceDeps) {
    this.#deps = deps
    const { stop, onFault } = deps
    this.#queue = new WorkQueue({ act: (key) => this.#bring(key), parallelMax, backOff, stop, onFault })
  }

  /** Has the Services of all EventSources that changed looked at. */
  report(report: SyncReport): void {
    const before = this.#owners
    const owners = new Map<string, Owner>()
    for (const read of report.objects) {
      const origin = read.kind === 'EventSource' ? this.#deps.source.originOf(read) : undefined
      if (origin === undefined) continue
      const source = read.object?.kind === 'EventSource' ? read.object : undefined
      owners.set(refText(origin.object), { object: origin.object, source })
    }
    this.#owners = owners
    for (const [key, { object }] of owners) if (before?.get(key)?.object !== object) this.#queue.add(key)
    if (before === undefined) return this.lookAgain()
    for (const key of before.keys()) if (!owners.has(key)) this.#queue.add(key)
  }

  /** A Service that has our label changed. */
  changed(service: KubeObject): void {
    const owner = textAt(service, 'metadata', 'labels', ownerLabel)
    if (owner !== '') this.#queue.add(`${textAt(service, 'metadata', 'namespace')}/${owner}`)
  }

  /** Where ingest is has changed, or everything is new. */
  lookAgain(): void {
    for (const key of this.#owners?.keys() ?? []) this.#queue.add(key)
    for (const informer of this.#deps.services) for (const service of informer.all()) this.changed(service)
  }

  /** Resolves when what is being written has been written. */
  settled(): Promise<void> {
    return this.#queue.settled()
  }

  async #bring(key: string): Promise<'again' | undefined> {
    const owner = this.#owners?.get(key)
    if (owner === undefined) return this.#removeOrphan(key)
    if (owner.source === undefined) return undefined
    const { board, ingest, stop } = this.#deps
    const origin = originOf(owner.object)
    const wanted = serviceOf(owner.source, owner.object, ingest.target())
    const told = (message: string | undefined, reason = 'IngestNotFound', isError = false): void =>
      board.set(origin, 'service', message === undefined ? undefined : { reason, message, isError })
    try {
      await this.#bringService(owner, wanted)
      await this.#deps.slices.bring(refOf(key), wanted, ingest, stop)
      told(wanted === undefined || ingest.isKnown() ? undefined : `${wanted.name} leads nowhere: ingest is not found`)
      return undefined
    } catch (error) {
      if (!(error instanceof ServiceRefusal)) throw error
      told(error.message, error.reason, true)
      return 'again'
    }
  }

  async #bringService(owner: Owner, wanted: WantedService | undefined): Promise<void> {
    const { metadata } = owner.object
    const ref = { namespace: textAt(metadata, 'namespace'), name: serviceNameOf(metadata.name) }
    const uid = textAt(metadata, 'uid')
    const change = serviceChange(wanted, this.#live(ref), uid)
    try {
      await this.#carryOut(change, ref)
    } catch (error) {
      // Without our label no watch tells of it: it may be the original's, which we take over, or somebody else's.
      if (!isKubeError(error, 'already-exists')) throw error
      await this.#carryOut(serviceChange(wanted, await this.#read(ref), uid), ref)
    }
  }

  async #carryOut(change: ServiceChange, ref: ObjectRef): Promise<void> {
    const { client, stop } = this.#deps
    const { services } = resources
    switch (change.kind) {
      case 'none':
        return
      case 'create':
        await refusedAs('CreateServiceFailed', client.create(services, change.object, { stop }))
        return
      case 'replace':
        await refusedAs('RecreateServiceFailed', client.replace(services, change.object, { stop }))
        return
      case 'recreate':
        await this.#remove(change.live)
        await refusedAs('RecreateServiceFailed', client.create(services, change.object, { stop }))
        return
      case 'remove':
        await this.#remove(change.live)
        return
      case 'conflict': {
        const message = `the Service ${ref.name} is there and belongs to somebody else; remove or rename it`
        throw new ServiceRefusal('CreateServiceFailed', message)
      }
      default:
        change satisfies never
    }
  }

  /** A Service whose EventSource is gone: the cluster's garbage collector may come for it too. */
  async #removeOrphan(key: string): Promise<undefined> {
    const ref = refOf(key)
    const live = this.#live({ ...ref, name: serviceNameOf(ref.name) })
    if (this.#owners === undefined || this.#deps.newest(key) !== undefined) return undefined
    if (live !== undefined && isOfEventSource(live, ref.name)) await this.#remove(live)
    await this.#deps.slices.bring(ref, undefined, this.#deps.ingest, this.#deps.stop)
    return undefined
  }

  async #remove(live: KubeObject): Promise<void> {
    const { client, stop } = this.#deps
    const { metadata } = live
    const ref = { namespace: textAt(metadata, 'namespace'), name: metadata.name }
    const preconditions = { uid: textAt(metadata, 'uid') }
    const removed = client.remove(resources.services, ref, { preconditions, stop }).catch((error: unknown) => {
      if (!isKubeError(error, 'not-found')) throw error
    })
    await refusedAs('DeleteServiceFailed', removed)
  }

  #live({ namespace, name }: ObjectRef): KubeObject | undefined {
    const ref = `${namespace}/${name}`
    return this.#deps.services.map((informer) => informer.get(ref)).find((found) => found !== undefined)
  }

  async #read(ref: ObjectRef): Promise<KubeObject | undefined> {
    const { client, stop } = this.#deps
    const found = client.get(resources.services, ref, stop).catch((error: unknown) => {
      if (isKubeError(error, 'not-found')) return undefined
      throw error
    })
    return refusedAs('GetServiceFailed', found)
  }
}

function refOf(key: string): { readonly namespace: string; readonly name: string } {
  const [namespace = '', name = ''] = key.split('/')
  return { namespace, name }
}

/** Whether an EventSource of that name made it, be it one that is gone. */
function isOfEventSource(service: KubeObject, name: string): boolean {
  const owners = service.metadata['ownerReferences']
  return (
    Array.isArray(owners) &&
    owners.some((owner) => textAt(owner, 'kind') === 'EventSource' && textAt(owner, 'name') === name)
  )
}
