import { exactPage, isKubeError, type KubeClient, type Resource } from '@millrace/kube'
import type { ResourcePlan } from './plan-resource.ts'
import { seenObject, type SeenObject } from './seen-object.ts'

/** What became of one object since it was last told. */
export interface Past {
  /** Its versions before the present one, oldest first, that were not told. */
  readonly versions: readonly SeenObject[]
  /** It was not in the selection for a while: what was known of it is gone, and it came anew. */
  readonly wasAway: boolean
}

/** Versions of one object, and calls of one catching up, at most. */
const versionsMax = 50
const callsMax = 2_000

const nothing: Past = { versions: [], wasAway: false }

/**
 * Looks up what a list skips: the versions of an object between the one that was last told and the present one. A watch
 * cannot begin there any more, but a list of exactly a version can, as long as the server keeps it (etcd: five minutes).
 */
export class PastVersions {
  readonly #client: KubeClient
  readonly #resource: Resource
  readonly #plan: ResourcePlan
  readonly #stop: AbortSignal
  #calls = 0

  constructor(client: KubeClient, resource: Resource, plan: ResourcePlan, stop: AbortSignal) {
    this.#client = client
    this.#resource = resource
    this.#plan = plan
    this.#stop = stop
  }

  /** `known`: the version that was last told; undefined: the object is new. What cannot be had any more is left out. */
  async of(present: SeenObject, known: string | undefined): Promise<Past> {
    const versions: SeenObject[] = []
    for (let at = present; versions.length < versionsMax;) {
      const before = await this.#justBefore(at)
      if (before === 'unknown') return { ...nothing, versions: versions.toReversed() }
      if (before === undefined || before.id !== present.id) {
        return { versions: versions.toReversed(), wasAway: known !== undefined }
      }
      if (before.version === known || isNotNewer(before.version, known)) break
      versions.push(before)
      at = before
    }
    return { ...nothing, versions: versions.toReversed() }
  }

  /** The object as it was when this version was written; undefined: it was not in the selection. */
  async #justBefore({ version, name, namespace }: SeenObject): Promise<SeenObject | 'unknown' | undefined> {
    if (!/^\d+$/u.test(version) || (this.#calls += 1) > callsMax) return 'unknown'
    const { labelSelector } = this.#plan
    try {
      const page = await exactPage(this.#client, this.#resource, {
        namespace: namespace === '' ? undefined : namespace,
        labelSelector,
        fieldSelector: `metadata.name=${name}`,
        exactVersion: String(BigInt(version) - 1n),
        limit: 1,
        stop: this.#stop,
      })
      const [item] = page.items
      return item === undefined ? undefined : seenObject(item)
    } catch (error) {
      // Forgotten, or a server that does not keep versions.
      if (isKubeError(error, 'gone', 'refused', 'object-invalid')) return 'unknown'
      throw error
    }
  }
}

function isNotNewer(version: string, known: string | undefined): boolean {
  return known !== undefined && /^\d+$/u.test(known) && BigInt(version) <= BigInt(known)
}
