import { BindingLanguage, instanceLabel, ownerOfBinding } from '@millrace/event-binding'
import type { RegistryObject, RegistrySnapshot } from '@millrace/registry'
import { BindingSet, type RoutedBinding } from './binding-set.ts'

interface Known {
  /** The object it was compiled from. */
  readonly source: RegistryObject
  readonly binding: RoutedBinding
}

/** Selectors are cut to this in decisions. UTF-16 units. */
const selectorCharsMax = 300
const none = new BindingSet([])

/** The WorkflowEventBindings in force, by namespace; each is compiled once for each of its versions. */
export class Bindings {
  readonly #language = new BindingLanguage()
  readonly #instanceId: string
  #known = new Map<string, Known>()
  #byNamespace: ReadonlyMap<string, BindingSet> = new Map()

  /** `instanceId`: only bindings with this label are ours; empty: only those without one. */
  constructor(instanceId: string) {
    this.#instanceId = instanceId
  }

  of(namespace: string): BindingSet {
    return this.#byNamespace.get(namespace) ?? none
  }

  /** Takes a change of the registry over. A namespace in which nothing changed keeps its set. */
  update({ objects }: RegistrySnapshot): void {
    const next = new Map<string, Known>()
    for (const [key, object] of objects) {
      if (object.kind !== 'WorkflowEventBinding') continue
      if ((object.metadata.labels?.[instanceLabel] ?? '') !== this.#instanceId) continue
      const before = this.#known.get(key)
      next.set(key, before?.source === object ? before : { source: object, binding: this.#compile(object) })
    }
    this.#known = next
    const sorted = Array.from(next.values(), ({ binding }) => binding).sort((a, b) => (a.name < b.name ? -1 : 1))
    const grouped = Map.groupBy(sorted, ({ namespace }) => namespace)
    this.#byNamespace = new Map(Array.from(grouped, ([namespace, all]) => [namespace, this.#setOf(namespace, all)]))
  }

  #setOf(namespace: string, all: readonly RoutedBinding[]): BindingSet {
    const before = this.#byNamespace.get(namespace)
    const isSame = before?.all.length === all.length && all.every((binding, place) => binding === before.all[place])
    return before !== undefined && isSame ? before : new BindingSet(all)
  }

  #compile({ metadata, spec }: Extract<RegistryObject, { kind: 'WorkflowEventBinding' }>): RoutedBinding {
    const { namespace, name, generation = 0 } = metadata
    return {
      namespace,
      name,
      owner: ownerOfBinding(name),
      generation,
      compiled: this.#language.compile(spec),
      submits: spec.submit !== undefined,
      unmatched: {
        kind: 'filtered',
        filter: 'selector',
        field: 'spec.event.selector',
        path: '',
        found: 'false',
        expected: `true from ${spec.event.selector.slice(0, selectorCharsMax)}`,
      },
    }
  }
}
