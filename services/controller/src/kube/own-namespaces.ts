import type { NamespaceClaim } from '@millrace/registry'

/** What a set of controllers said this long ago holds no more: it is gone. Milliseconds. */
export const claimLifeMs = 3 * 3_600_000
/** How often a leader says it anew. Milliseconds. */
export const claimAgainMs = 3_600_000

/** Whose objects this set of controllers may take out of the registry, and with whom it is at odds. */
export interface OwnNamespaces {
  readonly isOwn: (namespace: string) => boolean
  /** Other sets that serve some of the same namespaces, a line each. */
  readonly conflicts: readonly string[]
}

/**
 * A registry may be shared by sets of controllers that serve different namespaces. What a set does not serve is not its own, unless it has
 * served it before and nobody does now. Who serves all namespaces leaves those alone that another set names. Pure.
 */
export function ownNamespaces(
  { set, namespaces }: Omit<NamespaceClaim, 'saidMs'>,
  claims: readonly NamespaceClaim[],
  nowMs: number,
): OwnNamespaces {
  const before = claims.find((claim) => claim.set === set)
  const others = claims.filter((claim) => claim.set !== set && nowMs - claim.saidMs < claimLifeMs)
  const named = new Set(others.flatMap((claim) => claim.namespaces))
  const servesAll = (claim: { readonly namespaces: readonly string[] }): boolean => claim.namespaces.length === 0
  const conflicts = others.flatMap((other) => {
    const same = namespaces.filter((namespace) => other.namespaces.includes(namespace))
    if (servesAll({ namespaces }) && servesAll(other)) return [`${other.set} serves all namespaces as well`]
    return same.length === 0 ? [] : [`${other.set} serves ${same.join(', ')} as well`]
  })
  const isOwn = (namespace: string): boolean => {
    if (namespaces.includes(namespace)) return true
    if (named.has(namespace)) return false
    if (servesAll({ namespaces })) return true
    if (others.some(servesAll)) return false
    // A registry about which nobody has said anything is this set's, as it always was.
    return before === undefined ? others.length === 0 : servesAll(before) || before.namespaces.includes(namespace)
  }
  return { isOwn, conflicts }
}
