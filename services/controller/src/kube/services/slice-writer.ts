import {
  at,
  isKubeError,
  listAt,
  objectAt,
  resources,
  textAt,
  type Informer,
  type KubeClient,
  type KubeObject,
} from '@millrace/kube'
import { isDeepStrictEqual } from 'node:util'
import { addressFamilies, endpointsOf, sliceNameOf } from './endpoints-of.ts'
import type { IngestPods } from './ingest-pods.ts'
import { serviceNameOf, type WantedService } from './service-of.ts'
import { refusedAs, ServiceRefusal } from './service-refusal.ts'

export interface SliceDeps {
  readonly client: KubeClient
  /** The EndpointSlices that we made, in all namespaces that are served. */
  readonly slices: readonly Informer[]
}

const fieldManager = 'millrace-controller'

/** Keeps the EndpointSlices of Services in namespaces where no selector reaches ingest. */
export class SliceWriter {
  readonly #deps: SliceDeps

  constructor(deps: SliceDeps) {
    this.#deps = deps
  }

  /** Brings the slices of one EventSource in line. Rejects with `ServiceRefusal`, and with `KubeError` where a try may help. */
  async bring(
    owner: { readonly namespace: string; readonly name: string },
    wanted: WantedService | undefined,
    ingest: IngestPods,
    stop: AbortSignal,
  ): Promise<void> {
    const slices = this.#wanted(wanted, ingest)
    const names = new Set(slices.map(({ metadata }) => metadata.name))
    for (const live of this.#liveOf(owner)) if (!names.has(live.metadata.name)) await this.#remove(live, stop)
    for (const slice of slices) {
      const live = this.#live(`${owner.namespace}/${slice.metadata.name}`)
      if (live !== undefined && isDeepStrictEqual(comparable(live), comparable(slice))) continue
      const options = { fieldManager, isForced: true, stop }
      await refusedAs('BuildServiceFailed', this.#deps.client.apply(resources.endpointSlices, slice, options))
    }
  }

  #wanted(wanted: WantedService | undefined, ingest: IngestPods): readonly KubeObject[] {
    if (wanted === undefined || ingest.target().namespace === wanted.namespace) return []
    const endpoints = endpointsOf(wanted, ingest.slices())
    if (endpoints.kind === 'slices') return endpoints.slices
    const message = `targetPort ${endpoints.port}: ingest is in another namespace, where ports have numbers only`
    throw new ServiceRefusal('BuildServiceFailed', message)
  }

  #liveOf({ namespace, name }: { readonly namespace: string; readonly name: string }): readonly KubeObject[] {
    const names = addressFamilies.map((family) => sliceNameOf(serviceNameOf(name), family))
    return names.flatMap((slice) => this.#live(`${namespace}/${slice}`) ?? [])
  }

  #live(ref: string): KubeObject | undefined {
    return this.#deps.slices.map((informer) => informer.get(ref)).find((found) => found !== undefined)
  }

  async #remove({ metadata }: KubeObject, stop: AbortSignal): Promise<void> {
    const ref = { namespace: textAt(metadata, 'namespace'), name: metadata.name }
    const removed = this.#deps.client.remove(resources.endpointSlices, ref, { stop }).catch((error: unknown) => {
      if (!isKubeError(error, 'not-found')) throw error
    })
    await refusedAs('DeleteServiceFailed', removed)
  }
}

function comparable(slice: KubeObject): object {
  return {
    labels: objectAt(slice, 'metadata', 'labels'),
    owners: listAt(slice, 'metadata', 'ownerReferences'),
    family: textAt(slice, 'addressType'),
    endpoints: at(slice, 'endpoints') ?? [],
    ports: at(slice, 'ports') ?? [],
  }
}
