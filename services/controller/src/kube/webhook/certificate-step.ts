/** When a certificate holds. Milliseconds since the Unix epoch. */
export interface Validity {
  readonly fromMs: number
  readonly untilMs: number
}

/** The certificates of the webhook, as they are kept. */
export interface CertificateFacts {
  /** The authorities that the API server is to trust; the first one signs. */
  readonly authorities: readonly Validity[]
  readonly server: Validity
  readonly hosts: readonly string[]
  /** Whether the first authority signed the server's certificate. */
  readonly isSignedByFirst: boolean
}

/** How long certificates live. Milliseconds. */
export interface CertificateLives {
  readonly authorityMs: number
  readonly serverMs: number
  /** An authority that signs no more is trusted for so long, until every API server has heard of the new one. */
  readonly overlapMs: number
}

const dayMs = 86_400_000
export const certificateLivesDefault: CertificateLives = {
  authorityMs: 730 * dayMs,
  serverMs: 90 * dayMs,
  overlapMs: 3_600_000,
}

export type CertificateStep =
  | { readonly kind: 'none' }
  /** There is nothing that could go on: a new authority, and a certificate by it. */
  | { readonly kind: 'make' }
  /** A new certificate by the first authority. */
  | { readonly kind: 'renew-server' }
  /** A new authority before the others; the certificate stays until the API server trusts the new one. */
  | { readonly kind: 'renew-authority' }
  /** Only the first so many authorities are still needed. */
  | { readonly kind: 'drop-authorities'; readonly keep: number }

/** A certificate is renewed when this part of its life is over. */
const renewAfter = 2 / 3

/**
 * What to do next about the webhook's certificates. `isTrusted`: the API server is known to trust the first authority.
 * At no time does the server show a certificate that the API server does not trust, unless all of them have ended.
 */
export function certificateStep(
  facts: CertificateFacts | undefined,
  now: { readonly nowMs: number; readonly hosts: readonly string[]; readonly isTrusted: boolean },
  { overlapMs }: Pick<CertificateLives, 'overlapMs'>,
): CertificateStep {
  const { nowMs, hosts, isTrusted } = now
  const [first] = facts?.authorities ?? []
  if (facts === undefined || first === undefined || nowMs >= first.untilMs) return { kind: 'make' }
  const isServerOver = nowMs >= facts.server.untilMs
  if (facts.isSignedByFirst) {
    if (isDue(first, nowMs)) return { kind: 'renew-authority' }
    if (isServerOver || isDue(facts.server, nowMs) || !sameHosts(hosts, facts.hosts)) return { kind: 'renew-server' }
  } else if (isTrusted || isServerOver) return { kind: 'renew-server' }
  const isOverlapOver = facts.isSignedByFirst && nowMs >= facts.server.fromMs + overlapMs
  if (facts.authorities.length > 1 && isOverlapOver) return { kind: 'drop-authorities', keep: 1 }
  return { kind: 'none' }
}

function isDue({ fromMs, untilMs }: Validity, nowMs: number): boolean {
  return nowMs >= fromMs + (untilMs - fromMs) * renewAfter
}

function sameHosts(wanted: readonly string[], held: readonly string[]): boolean {
  return wanted.length === held.length && wanted.every((host) => held.includes(host))
}
