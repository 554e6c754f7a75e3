import {
  isKubeError,
  startInformer,
  type Informer,
  type KubeClient,
  type KubeObject,
  type Resource,
} from '@millrace/kube'

export interface FollowedPlace {
  readonly resource: Resource
  readonly namespace: string
  readonly name: string
}

/** What is known of an object of the cluster. */
export type Known =
  | { readonly kind: 'known'; readonly object: KubeObject | undefined }
  /** It has not been seen yet, for this reason. */
  | { readonly kind: 'unseen'; readonly fault: unknown }

/** One object, followed by a watch of its own, which names it: nothing else is read. Disposing ends the watch. */
export class FollowedObject implements AsyncDisposable {
  /** When it was last asked for. Milliseconds of the clock of `now`. */
  askedMs = 0
  readonly #place: FollowedPlace
  readonly #over = new AbortController()
  readonly #started: Promise<unknown>
  readonly #faulted = Promise.withResolvers<void>()
  #informer: Informer | undefined
  #fault: unknown

  constructor(client: KubeClient, place: FollowedPlace, onFault: (error: unknown) => void) {
    this.#place = place
    const options = {
      resource: place.resource,
      namespace: place.namespace,
      fieldSelector: `metadata.name=${place.name}`,
      onChange: () => {},
      onFault: (error: unknown) => {
        this.#fault = error
        // Once: it goes on trying, and each failed look-up says why.
        if (this.#informer === undefined) this.#faulted.resolve()
        onFault(error)
      },
    }
    this.#started = startInformer(client, options, this.#over.signal).then(
      (informer) => (this.#informer = informer),
      () => {},
    )
  }

  /** Waits for the first look, for `firstLookMs` at most, and no longer than until that has failed once. */
  async known(firstLookMs: number): Promise<Known> {
    if (this.#informer === undefined && this.#fault === undefined) {
      const { promise, resolve } = Promise.withResolvers<void>()
      const timer = setTimeout(resolve, firstLookMs)
      await Promise.race([this.#started, this.#faulted.promise, promise])
      clearTimeout(timer)
    }
    const { namespace, name } = this.#place
    if (this.#informer !== undefined) return { kind: 'known', object: this.#informer.get(`${namespace}/${name}`) }
    return { kind: 'unseen', fault: this.#fault ?? new Error('the Kubernetes API has not answered yet') }
  }

  /** Whether the first look was refused for good: more watches would only be refused as well. */
  get isForbidden(): boolean {
    return this.#informer === undefined && isKubeError(this.#fault, 'forbidden')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#over.abort()
    await this.#started
    await this.#informer?.[Symbol.asyncDispose]()
  }
}
