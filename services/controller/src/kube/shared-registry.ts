import type { NamespaceClaim, NamespaceClaims } from '@millrace/registry'
import { claimAgainMs, ownNamespaces } from './own-namespaces.ts'

type Said = Omit<NamespaceClaim, 'saidMs'>

export interface SharedRegistryDeps {
  readonly claims: NamespaceClaims
  readonly own: Said
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: () => number
  /** Told of other sets of controllers that serve the same namespaces. */
  readonly onConflict: (conflicts: readonly string[]) => void
}

/**
 * What a leader says to, and hears from, others that share its registry. It says what it serves before it writes the first object, and
 * that it serves something no more after it has taken that out: so none is ever without an owner, or taken for nobody's.
 */
export class SharedRegistry {
  readonly #deps: SharedRegistryDeps
  #sayAtMs = 0

  constructor(deps: SharedRegistryDeps) {
    this.#deps = deps
  }

  /** Whether objects of a namespace are this set's to take out. To be asked after the objects were read. Rejects with `RegistryFault`. */
  async look(): Promise<(namespace: string) => boolean> {
    const { claims, own, nowMs, onConflict } = this.#deps
    const said = await claims.list()
    const before = said.find(({ set }) => set === own.set)
    await claims.put(before === undefined ? own : both(before, own))
    this.#sayAtMs = 0
    const { isOwn, conflicts } = ownNamespaces(own, said, nowMs())
    if (conflicts.length > 0) onConflict(conflicts)
    return isOwn
  }

  /** What is in force is what is served. Rejects with `RegistryFault`. */
  async isBrought(): Promise<void> {
    const { claims, own, nowMs } = this.#deps
    if (nowMs() < this.#sayAtMs) return
    await claims.put(own)
    this.#sayAtMs = nowMs() + claimAgainMs
  }
}

function both(before: Said, now: Said): Said {
  const isAll = before.namespaces.length === 0 || now.namespaces.length === 0
  return { set: now.set, namespaces: isAll ? [] : [...new Set([...before.namespaces, ...now.namespaces])] }
}
