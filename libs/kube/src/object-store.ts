import { textAt } from './json-parts.ts'
import { refText, type KubeObject } from './kube-object.ts'

/** What became of an object. */
export type Change =
  | { readonly kind: 'put'; readonly object: KubeObject; readonly before?: KubeObject }
  | { readonly kind: 'gone'; readonly object: KubeObject }

/** The objects of a watch by `namespace/name`, and what changes them. Pure but for its own map. */
export class ObjectStore {
  readonly #objects = new Map<string, KubeObject>()

  get size(): number {
    return this.#objects.size
  }

  get(ref: string): KubeObject | undefined {
    return this.#objects.get(ref)
  }

  all(): IterableIterator<KubeObject> {
    return this.#objects.values()
  }

  /** Takes one over. Undefined where it is known in this version already. */
  put(object: KubeObject): Change | undefined {
    const ref = refText(object)
    const before = this.#objects.get(ref)
    if (before !== undefined && versionOf(before) === versionOf(object)) return undefined
    this.#objects.set(ref, object)
    return before === undefined ? { kind: 'put', object } : { kind: 'put', object, before }
  }

  /** Undefined where it was not known. */
  remove(object: KubeObject): Change | undefined {
    const ref = refText(object)
    const before = this.#objects.get(ref)
    if (before === undefined) return undefined
    this.#objects.delete(ref)
    return { kind: 'gone', object }
  }

  /** Everything that differs from a whole list, the objects that it does not hold any more included. */
  replace(objects: readonly KubeObject[]): readonly Change[] {
    const listed = new Set(objects.map(refText))
    const gone = [...this.#objects.values()].filter((object) => !listed.has(refText(object)))
    const changes = [...gone.map((object) => this.remove(object)), ...objects.map((object) => this.put(object))]
    return changes.filter((change) => change !== undefined)
  }
}

function versionOf(object: KubeObject): string {
  return `${textAt(object, 'metadata', 'uid')}/${textAt(object, 'metadata', 'resourceVersion')}`
}
