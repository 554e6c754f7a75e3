import {
  resources,
  reviewOwnAccess,
  startInformer,
  type Informer,
  type KubeClient,
  type KubeObject,
  type Resource,
} from '@millrace/kube'
import { templateFacts, type TemplateFacts } from './template-facts.ts'

/** Which template a binding names. */
export interface TemplateRef {
  readonly namespace: string
  readonly name: string
  readonly clusterScope: boolean
}

export interface TemplatesOptions {
  readonly client: () => Promise<KubeClient>
  /** Told of what keeps templates from being watched; they are then asked for one by one. */
  readonly onFault: (error: unknown) => void
  readonly stop: AbortSignal
}

/** Namespaces whose templates are watched at most; the templates of further ones are asked for one by one. */
const watchesMax = 200

/** After this it is asked again whether templates may be watched, and after a fault it is tried again. Milliseconds. */
const afterDenialMs = 600_000
const afterFaultMs = 1_000

interface Watch {
  /** Never rejects. */
  readonly started: Promise<void>
  informer?: Informer
  /** There is none; it is tried again from then on. */
  notBeforeMs?: number
}

/**
 * The WorkflowTemplates that are submitted, watched from the first submission in their namespace on: so the right to watch
 * those namespaces is enough, and nothing else is kept. What may not be watched, such as the templates of the cluster where one
 * namespace is served, is not: it is asked for one by one.
 */
export class Templates implements AsyncDisposable {
  readonly #options: TemplatesOptions
  readonly #own = new AbortController()
  /** By namespace; empty for the templates of the cluster. */
  readonly #watches = new Map<string, Watch>()

  constructor(options: TemplatesOptions) {
    this.#options = options
  }

  /** Undefined where it is not known: it is not there, or nothing has been listed so far. */
  get(ref: TemplateRef): TemplateFacts | undefined {
    const { namespace, name, clusterScope } = ref
    const key = clusterScope ? '' : namespace
    this.#begin(key, ref)
    const template = this.#watches.get(key)?.informer?.get(clusterScope ? name : `${namespace}/${name}`)
    return template === undefined ? undefined : templateFacts(template)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#own.abort()
    const watches = [...this.#watches.values()]
    await Promise.all(watches.map(({ started }) => started))
    const informers = watches.flatMap(({ informer }) => informer ?? [])
    await Promise.all(informers.map((informer) => informer[Symbol.asyncDispose]()))
  }

  #begin(key: string, ref: TemplateRef): void {
    const before = this.#watches.get(key)
    const isDue = before === undefined ? this.#watches.size < watchesMax : isOver(before.notBeforeMs)
    if (!isDue || this.#own.signal.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const watch: Watch = { started: promise }
    this.#watches.set(key, watch)
    void this.#start(watch, key, ref).then(resolve)
  }

  async #start(watch: Watch, key: string, ref: TemplateRef): Promise<void> {
    const { client, onFault, stop } = this.#options
    const until = AbortSignal.any([stop, this.#own.signal])
    try {
      const own = await client()
      const resource = resourceOf(ref)
      const place = key === '' ? {} : { namespace: key }
      if (!(await mayWatch(own, resource, place, until))) {
        watch.notBeforeMs = performance.now() + afterDenialMs
        return
      }
      const options = { resource, ...place, onChange: () => {}, onFault, keep: keptOf }
      watch.informer = await startInformer(own, options, until)
    } catch (error) {
      if (!until.aborted) onFault(error)
      watch.notBeforeMs = performance.now() + afterFaultMs
    }
  }
}

const isOver = (untilMs: number | undefined): boolean => untilMs !== undefined && performance.now() >= untilMs

/** Asked first, as a watch that is refused would be tried again and again. */
async function mayWatch(
  own: KubeClient,
  { group, plural }: Resource,
  place: { readonly namespace?: string },
  stop: AbortSignal,
): Promise<boolean> {
  for (const verb of ['list', 'watch']) {
    const { isAllowed } = await reviewOwnAccess(own, { verb, group, resource: plural, ...place }, stop)
    if (!isAllowed) return false
  }
  return true
}

export function resourceOf({ clusterScope }: Pick<TemplateRef, 'clusterScope'>): Resource {
  return clusterScope ? resources.clusterWorkflowTemplates : resources.workflowTemplates
}

/** A template can be large; what is of use here is small. */
function keptOf({ apiVersion, kind, metadata, spec }: KubeObject): KubeObject {
  const { name, namespace, uid, resourceVersion, labels } = metadata
  const workflowMetadata =
    typeof spec === 'object' && spec !== null && 'workflowMetadata' in spec ? spec['workflowMetadata'] : undefined
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(labels === undefined ? {} : { labels }),
    },
    spec: workflowMetadata === undefined ? {} : { workflowMetadata },
  }
}
