import { isKubeError, resources, type KubeClient } from '@millrace/kube'
import { SecretError } from '../secret-error.ts'
import { describe, type Address, type Kind } from '../selector.ts'
import type { Lookup, Source } from '../source.ts'
import { FollowedObject } from './followed-object.ts'
import { kubeBoundsDefault, type KubeBounds } from './kube-bounds.ts'
import { valueIn } from './values-of.ts'

export interface KubeSourceOptions {
  readonly client: KubeClient
  /** Told of what keeps an object from being followed; it is tried again. Never holds a value. */
  readonly onFault?: (what: string, error: unknown) => void
  readonly bounds?: KubeBounds
  /** A clock that never goes back. Milliseconds. */
  readonly now?: () => number
}

const resourceOf = { Secret: resources.secrets, ConfigMap: resources.configMaps } as const satisfies Record<
  Kind,
  object
>

/**
 * Secrets and ConfigMaps of a cluster, each followed by a watch from when it is first asked for. Only those that somebody
 * names are ever read. While the API is away the last known values go on.
 */
export class KubeSource implements Source, AsyncDisposable {
  readonly #options: KubeSourceOptions
  readonly #bounds: KubeBounds
  readonly #now: () => number
  /** In the order in which they were last asked for. */
  readonly #followed = new Map<string, FollowedObject>()

  constructor(options: KubeSourceOptions) {
    this.#options = options
    this.#bounds = options.bounds ?? kubeBoundsDefault
    this.#now = options.now ?? (() => performance.now())
  }

  /** Rejects with SecretError. */
  async lookup(address: Address): Promise<Lookup> {
    const followed = this.#follow(address)
    if (followed === undefined) return this.#readOnce(address)
    const known = await followed.known(this.#bounds.firstLookMs)
    if (known.kind === 'unseen') throw unreadable(address, known.fault)
    return known.object === undefined ? { kind: 'no-object' } : valueIn(known.object, address)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const all = [...this.#followed.values()]
    this.#followed.clear()
    await Promise.all(all.map((one) => one[Symbol.asyncDispose]()))
  }

  /** Undefined where there are as many watches as there may be, and none of them is idle. */
  #follow(address: Address): FollowedObject | undefined {
    const { kind, namespace, name } = address
    const id = `${kind}/${namespace}/${name}`
    const found = this.#followed.get(id) ?? this.#begin(address)
    if (found === undefined) return undefined
    found.askedMs = this.#now()
    this.#followed.delete(id)
    this.#followed.set(id, found)
    return found
  }

  #begin({ kind, namespace, name }: Address): FollowedObject | undefined {
    const { client, onFault } = this.#options
    if (this.#followed.size >= this.#bounds.watchesMax && !this.#dropIdle()) return undefined
    const what = `${kind} ${namespace}/${name}`
    return new FollowedObject(client, { resource: resourceOf[kind], namespace, name }, (error) =>
      onFault?.(what, error),
    )
  }

  #dropIdle(): boolean {
    const [oldest] = this.#followed
    if (oldest === undefined) return false
    const [id, followed] = oldest
    if (this.#now() - followed.askedMs < this.#bounds.idleMs && !followed.isForbidden) return false
    this.#followed.delete(id)
    void followed[Symbol.asyncDispose]()
    return true
  }

  async #readOnce(address: Address): Promise<Lookup> {
    const { kind, namespace, name } = address
    const stop = AbortSignal.timeout(this.#bounds.firstLookMs)
    try {
      return valueIn(await this.#options.client.get(resourceOf[kind], { namespace, name }, stop), address)
    } catch (error) {
      if (isKubeError(error, 'not-found')) return { kind: 'no-object' }
      throw error instanceof SecretError ? error : unreadable(address, error)
    }
  }
}

function unreadable(address: Address, cause: unknown): SecretError {
  const why = isKubeError(cause) ? cause.code : 'no answer'
  return new SecretError('unreadable', `${describe(address)} cannot be had from the Kubernetes API (${why})`, { cause })
}
