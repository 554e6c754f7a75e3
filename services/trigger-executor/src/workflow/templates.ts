import {
  resources,
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

/**
 * The WorkflowTemplates that are submitted, watched from the first submission in their namespace on: so the right to watch
 * those namespaces is enough, and nothing else is kept.
 */
export class Templates implements AsyncDisposable {
  readonly #options: TemplatesOptions
  readonly #own = new AbortController()
  readonly #starting = new Map<string, Promise<void>>()
  readonly #informers = new Map<string, Informer>()

  constructor(options: TemplatesOptions) {
    this.#options = options
  }

  /** Undefined where it is not known: it is not there, or nothing has been listed so far. */
  get(ref: TemplateRef): TemplateFacts | undefined {
    const { namespace, name, clusterScope } = ref
    const key = clusterScope ? '' : namespace
    if (!this.#starting.has(key) && this.#starting.size < watchesMax) this.#starting.set(key, this.#start(key, ref))
    const template = this.#informers.get(key)?.get(clusterScope ? name : `${namespace}/${name}`)
    return template === undefined ? undefined : templateFacts(template)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#own.abort()
    await Promise.all(this.#starting.values())
    await Promise.all([...this.#informers.values()].map((informer) => informer[Symbol.asyncDispose]()))
  }

  async #start(key: string, ref: TemplateRef): Promise<void> {
    const { client, onFault, stop } = this.#options
    const until = AbortSignal.any([stop, this.#own.signal])
    try {
      const place = key === '' ? {} : { namespace: key }
      const options = { resource: resourceOf(ref), ...place, onChange: () => {}, onFault, keep: keptOf }
      this.#informers.set(key, await startInformer(await client(), options, until))
    } catch (error) {
      if (!until.aborted) onFault(error)
      this.#starting.delete(key)
    }
  }
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
