import {
  apiVersionOf,
  isKubeError,
  isReady,
  reviewOwnAccess,
  type AccessQuestion,
  type ApplyOptions,
  type KubeClient,
  type KubeError,
  type KubeObject,
  type ObjectRef,
  type PatchStrategy,
  type RemoveOptions,
  type Resource,
} from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'

/** A verb of the API, as Roles name it. */
export type Verb = 'get' | 'create' | 'update' | 'patch' | 'delete'

/** One call of an errand failed. */
export class ErrandError extends Error {
  override readonly name = 'ErrandError'
  readonly verb: Verb
  readonly fault: KubeError
  /** The verb is surely not in the user's rights; otherwise a refusal has another reason, such as a quota, or may have. */
  readonly isDenied: boolean

  constructor(message: string, verb: Verb, fault: KubeError, isDenied: boolean) {
    super(message, { cause: fault })
    this.verb = verb
    this.fault = fault
    this.isDenied = isDenied
  }
}

/** What is done to one object in a user's name. Rejects with {@link ErrandError}, which says what was refused to whom. */
export class Errand {
  readonly resource: Resource
  readonly ref: ObjectRef
  readonly #client: KubeClient
  readonly #user: string

  /** `client` acts for `user` already; the name is for messages. */
  constructor(client: KubeClient, user: string, resource: Resource, ref: ObjectRef) {
    this.#client = client
    this.#user = user
    this.resource = resource
    this.ref = ref
  }

  /** Undefined where there is no such object. */
  async find(): Promise<KubeObject | undefined> {
    try {
      return await this.get()
    } catch (error) {
      if (error instanceof ErrandError && error.fault.code === 'not-found') return undefined
      throw error
    }
  }

  get(): Promise<KubeObject> {
    return this.#call('get', () => this.#client.get(this.resource, this.ref))
  }

  create(object: JsonObject): Promise<KubeObject> {
    return this.#call('create', () => this.#client.create(this.resource, object))
  }

  replace(object: KubeObject): Promise<KubeObject> {
    return this.#call('update', () => this.#client.replace(this.resource, object))
  }

  patch(strategy: PatchStrategy, body: unknown): Promise<KubeObject> {
    return this.#call('patch', () => this.#client.patch(this.resource, this.ref, { strategy, body }))
  }

  apply(object: KubeObject, options: ApplyOptions): Promise<KubeObject> {
    return this.#call('patch', () => this.#client.apply(this.resource, object, options))
  }

  remove(options: RemoveOptions): Promise<void> {
    return this.#call('delete', () => this.#client.remove(this.resource, this.ref, options))
  }

  async #call<T>(verb: Verb, act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      if (!isKubeError(error)) throw error
      if (error.code !== 'forbidden') throw new ErrandError(`${this.#what(verb)}: ${error.message}`, verb, error, false)
      throw await this.#refused(verb, error)
    }
  }

  /**
   * A refusal may be one of RBAC, which stays, or of a quota, which passes: only the server can tell, and only once it knows all
   * Roles, which it does when it is ready.
   */
  async #refused(verb: Verb, fault: KubeError): Promise<ErrandError> {
    const { group, plural } = this.resource
    const { namespace, name } = this.ref
    const place = namespace === undefined ? {} : { namespace }
    const question: AccessQuestion = { verb, group, resource: plural, ...place, ...(verb === 'create' ? {} : { name }) }
    const knowsAll = await isReady(this.#client)
    const isRefused = await reviewOwnAccess(this.#client, question).then(
      ({ isAllowed }) => !isAllowed,
      () => false,
    )
    const message = isRefused
      ? `${this.#user} may not ${verb} ${this.#resourceText()}: grant the verb by a Role`
      : `${this.#what(verb)}: ${fault.message}`
    return new ErrandError(message, verb, fault, isRefused && knowsAll)
  }

  #what(verb: Verb): string {
    return `${verb} ${apiVersionOf(this.resource)} ${this.resource.kind} ${this.#refText()}`
  }

  /** `workflows.argoproj.io in namespace "x"`, the words of the API server. */
  #resourceText(): string {
    const { group, plural } = this.resource
    const { namespace } = this.ref
    const resource = group === '' ? plural : `${plural}.${group}`
    return namespace === undefined ? resource : `${resource} in namespace ${JSON.stringify(namespace)}`
  }

  #refText(): string {
    const { namespace, name } = this.ref
    return namespace === undefined ? name : `${namespace}/${name}`
  }
}
