import type { JsonObject } from '@millrace/manifests'
import { credentialsOf, strangerCredentialsOf, type KubeTarget } from './credentials.ts'
import { Discovery } from './discovery.ts'
import { inTheNameOf } from './in-the-name-of.ts'
import { at, listAt, textAt } from './json-parts.ts'
import { kubeObject, type KubeObject } from './kube-object.ts'
import { apiVersionOf, pathOf, type ObjectRef, type Resource } from './resource.ts'
import type { KubeUserInfo } from './reviews.ts'
import { Transport, type Call, type Caller } from './transport.ts'
import { watchEvents, type WatchEvent } from './watch-events.ts'
import { withHeaders } from './with-headers.ts'

/** Which objects. */
export interface Selection {
  /** Absent: of all namespaces. */
  readonly namespace?: string | undefined
  readonly labelSelector?: string | undefined
  readonly fieldSelector?: string | undefined
}

export interface ListOptions extends Selection {
  readonly limit?: number
  /** Of the page before. */
  readonly continue?: string | undefined
  readonly resourceVersion?: string
  readonly stop?: AbortSignal | undefined
}

export interface ListPage {
  readonly items: readonly KubeObject[]
  readonly resourceVersion: string
  /** Absent on the last page. */
  readonly continue?: string
}

export interface WriteOptions {
  readonly subresource?: string
  /** True: everything is checked and nothing is stored. */
  readonly isDryRun?: boolean
  /** `Strict` refuses unknown and doubled fields. */
  readonly fieldValidation?: 'Ignore' | 'Warn' | 'Strict'
  readonly fieldManager?: string
  readonly stop?: AbortSignal | undefined
}

export interface ApplyOptions extends WriteOptions {
  readonly fieldManager: string
  /** True: fields of other managers are taken over. */
  readonly isForced?: boolean
}

export interface RemoveOptions {
  readonly propagation?: 'Foreground' | 'Background' | 'Orphan'
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string }
  readonly stop?: AbortSignal | undefined
}

/** The ways of patching; `apply` is a method of its own. */
export const patchTypes = {
  json: 'application/json-patch+json',
  merge: 'application/merge-patch+json',
  strategic: 'application/strategic-merge-patch+json',
} as const

export type PatchStrategy = keyof typeof patchTypes

export interface Patch {
  readonly strategy: PatchStrategy
  readonly body: unknown
}

const managerDefault = 'millrace'

/** Opens a client; the server is first spoken to by the first call. Rejects with `config-invalid`. */
export async function openKube(target: KubeTarget): Promise<KubeClient> {
  const [credentials, bare] = await Promise.all([credentialsOf(target), strangerCredentialsOf(target)])
  return new KubeClient({ own: new Transport(credentials), stranger: new Transport(bare) }, credentials.namespace)
}

/** What makes calls by tokens that others show. */
export interface TokenCalls extends Disposable {
  /** See `KubeClient.withToken`. */
  withToken(token: string): KubeClient
}

/**
 * Opens what makes calls by the tokens of others alone. It has no credentials of its own and needs none: of a pod only the
 * authority of the server is read. Rejects with `config-invalid`.
 */
export async function openTokenCalls(target: KubeTarget): Promise<TokenCalls> {
  const bare = await strangerCredentialsOf(target)
  const stranger = new Transport(bare)
  return new KubeClient({ own: stranger, stranger }, bare.namespace)
}

interface Transports {
  readonly own: Caller
  /** Without any credentials. */
  readonly stranger: Caller
}

/** Calls of the API. What is sent is sent as it is given; every method rejects with `KubeError`. */
export class KubeClient implements Disposable {
  readonly transport: Caller
  /** Of the kubeconfig's context or of the pod. */
  readonly namespace: string
  readonly #stranger: Caller
  readonly #discovery: Discovery

  constructor({ own, stranger }: Transports, namespace: string, discovery = new Discovery(own)) {
    this.transport = own
    this.#stranger = stranger
    this.namespace = namespace
    this.#discovery = discovery
  }

  /**
   * The same client for calls in somebody else's name: what they may not do is refused. Costs nothing to make, shares the
   * connections and what is known of kinds, and needs the right to impersonate that user. Not to be disposed.
   */
  as(user: KubeUserInfo): KubeClient {
    return this.#sharing(inTheNameOf(user, this.transport))
  }

  /**
   * The same server for calls by somebody else's token: what that one may not do is refused, and nothing of our own credentials
   * goes along. Connections are shared by all of these, and by no call of ours: strangers cannot hold ours up. The token must be
   * one that a header can carry. Not to be disposed.
   */
  withToken(token: string): KubeClient {
    const own = withHeaders({ authorization: `Bearer ${token}` }, this.#stranger)
    return this.#sharing(own)
  }

  /** The resource that serves a kind, as the server says. Rejects with `no-such-kind`. */
  resourceOf(apiVersion: string, kind: string, stop?: AbortSignal): Promise<Resource> {
    return this.#discovery.resourceOf(apiVersion, kind, stop)
  }

  async get(resource: Resource, ref: ObjectRef, stop?: AbortSignal): Promise<KubeObject> {
    const path = pathOf(resource, ref)
    return kubeObject(await this.transport.json({ method: 'GET', path, ...signal(stop) }), path)
  }

  async list(resource: Resource, options: ListOptions = {}): Promise<ListPage> {
    const { namespace, labelSelector, fieldSelector, limit, resourceVersion, stop } = options
    const path = pathOf(resource, { namespace })
    const query = {
      labelSelector,
      fieldSelector,
      limit: limit?.toString(),
      resourceVersion,
      continue: options.continue,
    }
    const answer = await this.transport.json({ method: 'GET', path, query, ...signal(stop) })
    // The items of a list leave out what is the same for all of them.
    const common = { apiVersion: apiVersionOf(resource), kind: resource.kind }
    const items = listAt(answer, 'items').map((item) => kubeObject(Object.assign({}, common, item), path))
    const next = textAt(answer, 'metadata', 'continue')
    const version = textAt(answer, 'metadata', 'resourceVersion')
    return { items, resourceVersion: version, ...(next === '' ? {} : { continue: next }) }
  }

  async create(resource: Resource, object: JsonObject, options: WriteOptions = {}): Promise<KubeObject> {
    const path = pathOf(resource, { namespace: namespaceOf(object, resource) })
    return this.#write(writeCall('POST', path, object, options))
  }

  /** As `create`; what the server makes of the object is not read, which costs less. */
  async createOnly(resource: Resource, object: JsonObject, options: WriteOptions = {}): Promise<void> {
    const path = pathOf(resource, { namespace: namespaceOf(object, resource) })
    await this.transport.text(writeCall('POST', path, object, options))
  }

  /** Replaces the whole object; `metadata.resourceVersion`, where given, must be the current one. */
  async replace(resource: Resource, object: KubeObject, options: WriteOptions = {}): Promise<KubeObject> {
    return this.#write(writeCall('PUT', this.#pathTo(resource, object, options), object, options))
  }

  /** Server-side apply. */
  async apply(resource: Resource, object: KubeObject, options: ApplyOptions): Promise<KubeObject> {
    const query = { force: options.isForced === true ? 'true' : undefined }
    const type = 'application/apply-patch+yaml'
    const call = writeCall('PATCH', this.#pathTo(resource, object, options), object, options, type, query)
    return this.#write(call)
  }

  async patch(resource: Resource, ref: ObjectRef, patch: Patch, options: WriteOptions = {}): Promise<KubeObject> {
    return this.#write(patchCall(resource, ref, patch, options))
  }

  /** As `patch`; what became of the object is not read, which costs less. */
  async patchOnly(resource: Resource, ref: ObjectRef, patch: Patch, options: WriteOptions = {}): Promise<void> {
    await this.transport.text(patchCall(resource, ref, patch, options))
  }

  async remove(resource: Resource, ref: ObjectRef, options: RemoveOptions = {}): Promise<void> {
    const { propagation, preconditions, stop } = options
    const body = {
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      ...(propagation === undefined ? {} : { propagationPolicy: propagation }),
      ...(preconditions === undefined ? {} : { preconditions }),
    }
    await this.transport.json({ method: 'DELETE', path: pathOf(resource, ref), body, ...signal(stop) })
  }

  /** The changes after a version, bookmarks included, until the server ends the watch. */
  watch(resource: Resource, options: Selection & WatchOptions): AsyncGenerator<WatchEvent> {
    const { namespace, labelSelector, fieldSelector, resourceVersion, timeoutMs, stop } = options
    const query = {
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion,
      labelSelector,
      fieldSelector,
      timeoutSeconds: String(Math.ceil(timeoutMs / 1_000)),
    }
    const call = { method: 'GET', path: pathOf(resource, { namespace }), query, ...signal(stop) } as const
    return watchEvents(this.transport.lines(call), call.path)
  }

  /** A review: what is posted is answered, and nothing is stored. */
  async review(group: string, plural: string, body: JsonObject, stop?: AbortSignal): Promise<unknown> {
    const path = `/apis/${group}/v1/${plural}`
    const answer = await this.transport.json({ method: 'POST', path, body, ...signal(stop) })
    return at(answer, 'status')
  }

  [Symbol.dispose](): void {
    this.transport[Symbol.dispose]()
    this.#stranger[Symbol.dispose]()
  }

  /** Disposing of it leaves what it shares alone. */
  #sharing(own: Caller): KubeClient {
    return new KubeClient({ own, stranger: withHeaders({}, this.#stranger) }, this.namespace, this.#discovery)
  }

  #pathTo(resource: Resource, object: KubeObject, { subresource }: WriteOptions): string {
    const place = { name: object.metadata.name, namespace: namespaceOf(object, resource) }
    return pathOf(resource, subresource === undefined ? place : { ...place, subresource })
  }

  async #write(call: Call): Promise<KubeObject> {
    return kubeObject(await this.transport.json(call), call.path)
  }
}

function patchCall(resource: Resource, ref: ObjectRef, { strategy, body }: Patch, options: WriteOptions): Call {
  const { subresource } = options
  const path = pathOf(resource, subresource === undefined ? ref : { ...ref, subresource })
  return writeCall('PATCH', path, body, options, patchTypes[strategy])
}

function writeCall(
  method: 'POST' | 'PUT' | 'PATCH',
  path: string,
  body: unknown,
  options: WriteOptions,
  contentType = 'application/json',
  more: Readonly<Record<string, string | undefined>> = {},
): Call {
  const { isDryRun, fieldValidation, fieldManager = managerDefault, stop } = options
  const full = method === 'POST' && options.subresource !== undefined ? `${path}/${options.subresource}` : path
  const query = { dryRun: isDryRun === true ? 'All' : undefined, fieldValidation, fieldManager, ...more }
  return { method, path: full, query, body, contentType, ...signal(stop) }
}

export interface WatchOptions {
  readonly resourceVersion: string
  /** The server ends the watch after this. */
  readonly timeoutMs: number
  readonly stop?: AbortSignal
}

function namespaceOf(object: JsonObject, { isNamespaced }: Resource): string | undefined {
  if (!isNamespaced) return undefined
  const namespace = textAt(object, 'metadata', 'namespace')
  return namespace === '' ? 'default' : namespace
}

function signal(stop: AbortSignal | undefined): { readonly stop?: AbortSignal } {
  return stop === undefined ? {} : { stop }
}
