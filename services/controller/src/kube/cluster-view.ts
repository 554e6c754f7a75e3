import {
  refText,
  resources,
  startInformer,
  type Change,
  type Informer,
  type KubeClient,
  type KubeObject,
  type Resource,
} from '@millrace/kube'
import { managedBy, managedByLabel } from './services/endpoints-of.ts'
import { controllerLabel } from './services/service-of.ts'

export interface ViewOptions {
  readonly client: KubeClient
  /** Empty: all of the cluster. */
  readonly namespaces: readonly string[]
  /** A manifest came, changed or went. */
  readonly onManifest: (change: Change) => void
  /** A Service that has the label of those that EventSources have. */
  readonly onService: (change: Change) => void
  readonly onFault: (what: string, namespace: string | undefined, error: unknown) => void
  readonly stop: AbortSignal
}

/** The objects of a cluster that the controller looks at, kept up to date by watches. */
export interface ClusterView extends AsyncDisposable {
  /** The newest version of a manifest that is known, `namespace/name`. */
  readonly newest: (kind: string, ref: string) => KubeObject | undefined
  /** Every manifest of a kind. */
  readonly all: (kind: string) => Iterable<KubeObject>
  readonly services: readonly Informer[]
  readonly slices: readonly Informer[]
}

const manifests = [
  resources.eventBuses,
  resources.sensors,
  resources.eventSources,
  resources.workflowEventBindings,
] as const

/** Resolves when everything is known. */
export async function openClusterView(options: ViewOptions): Promise<ClusterView> {
  const { client, onManifest, onService, onFault, stop } = options
  await using setup = new AsyncDisposableStack()
  const namespaces = options.namespaces.length === 0 ? [undefined] : options.namespaces
  const follow = (resource: Resource, onChange: (change: Change) => void, labelSelector?: string) =>
    Promise.all(
      namespaces.map(async (namespace) => {
        const faulted = (error: unknown): void => onFault(resource.plural, namespace, error)
        const wish = { resource, namespace, labelSelector, onChange, onFault: faulted }
        return setup.use(await startInformer(client, wish, stop))
      }),
    )
  const { name, value } = controllerLabel
  const [services, slices, ...kinds] = await Promise.all([
    follow(resources.services, onService, `${name}=${value}`),
    follow(resources.endpointSlices, () => {}, `${managedByLabel}=${managedBy}`),
    ...manifests.map(async (resource) => [resource.kind, await follow(resource, onManifest)] as const),
  ])
  const byKind = new Map<string, readonly Informer[]>(kinds)
  const owned = setup.move()
  return {
    newest: (kind, ref) =>
      byKind
        .get(kind)
        ?.map((informer) => informer.get(ref))
        .find((found) => found !== undefined),
    all: (kind) => (byKind.get(kind) ?? []).flatMap((informer) => [...informer.all()]),
    services,
    slices,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  }
}

/** The newest version of an object that is known. */
export function newestOf(view: ClusterView, object: KubeObject): KubeObject | undefined {
  return view.newest(object.kind, refText(object))
}
