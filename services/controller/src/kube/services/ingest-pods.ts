import { objectAt, resources, startInformer, type Informer, type KubeClient, type KubeObject } from '@millrace/kube'
import { serviceNameLabel } from './endpoints-of.ts'
import type { IngestTarget } from './service-of.ts'

/** Where ingest is: what its own Service selects, and the endpoints behind that. */
export interface IngestPods extends AsyncDisposable {
  readonly target: () => IngestTarget
  readonly slices: () => readonly KubeObject[]
  /** Whether ingest's own Service is there. */
  readonly isKnown: () => boolean
}

export interface IngestPodsOptions {
  readonly client: KubeClient
  /** Namespace and name of ingest's own Service. */
  readonly namespace: string
  readonly service: string
  readonly onChange: () => void
  readonly onFault: (error: unknown) => void
  readonly stop: AbortSignal
}

/** Follows ingest's own Service and its endpoints. */
export async function followIngestPods(options: IngestPodsOptions): Promise<IngestPods> {
  const { client, namespace, service, onChange, onFault, stop } = options
  await using setup = new AsyncDisposableStack()
  const follow = async (
    more: Pick<Parameters<typeof startInformer>[1], 'resource' | 'fieldSelector' | 'labelSelector'>,
  ) => setup.use(await startInformer(client, { namespace, onChange, onFault, ...more }, stop))
  const own: Informer = await follow({ resource: resources.services, fieldSelector: `metadata.name=${service}` })
  const labelSelector = `${serviceNameLabel}=${service}`
  const slices: Informer = await follow({ resource: resources.endpointSlices, labelSelector })
  const found = (): KubeObject | undefined => own.get(`${namespace}/${service}`)
  const owned = setup.move()
  return {
    isKnown: () => found() !== undefined,
    target: () => ({ namespace, selector: selectorOf(found()) }),
    slices: () => [...slices.all()],
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

function selectorOf(service: KubeObject | undefined): Readonly<Record<string, string>> {
  const pairs = Object.entries(objectAt(service, 'spec', 'selector'))
  return Object.fromEntries(pairs.flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
}
