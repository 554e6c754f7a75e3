import { ownerOf } from './owner-of.ts'

/** A lease as this replica last saw it. */
export interface SeenLease {
  /** Empty: free. */
  readonly holder: string
  /** When it was written, by the clock of who wrote it: milliseconds since the Unix epoch. */
  readonly atMs: number
  readonly revision: number
  /** When this revision was first seen, by our own clock: clocks of other machines are not trusted. Milliseconds. */
  readonly seenMs: number
}

/** What a replica sees when it decides. Times are of one clock that never goes back; milliseconds. */
export interface Sight {
  readonly me: string
  /** The replicas that show signs of life, this one included, with a fingerprint of what each wants done. */
  readonly alive: ReadonlyMap<string, string>
  /** Those that have said good-bye a moment ago: they have no turn, but what they have not given back yet is being ended. */
  readonly leaving: ReadonlySet<string>
  readonly leases: ReadonlyMap<string, SeenLease>
  /** What this replica wants done. */
  readonly wanted: ReadonlySet<string>
  readonly nowMs: number
  /** A lease that is free for so long is taken by whoever sees it: the replica whose turn it is does not want it. */
  readonly graceMs: number
}

export interface Claim {
  readonly key: string
  /** That the lease has now; 0: there is none yet. */
  readonly revision: number
}

export interface Plan {
  /** Held, and to be worked on. */
  readonly keep: readonly string[]
  /** Held, and to be given up once the work has ended. */
  readonly release: readonly string[]
  readonly claim: readonly Claim[]
}

/**
 * Who does what: of the replicas that want the same, each key has one whose turn it is, so that all come to the same
 * decision without talking. Nobody is taken a lease from while it shows signs of life or is leaving.
 */
export function planLeases(sight: Sight): Plan {
  const { me, alive, leaving, leases, wanted } = sight
  const ours = alive.get(me)
  const peers = [...alive].filter(([, wants]) => wants === ours).map(([id]) => id)
  const keep: string[] = []
  const release = [...leases].filter(([key, { holder }]) => holder === me && !wanted.has(key)).map(([key]) => key)
  const claim: Claim[] = []
  for (const key of wanted) {
    const lease = leases.get(key)
    const isOurTurn = ownerOf(key, peers) === me
    if (lease?.holder === me) (isOurTurn ? keep : release).push(key)
    else if (isFree(lease, alive, leaving) && (isOurTurn || isLeftAlone(lease, sight))) {
      claim.push({ key, revision: lease?.revision ?? 0 })
    }
  }
  return { keep, release, claim }
}

function isFree(lease: SeenLease | undefined, alive: Sight['alive'], leaving: Sight['leaving']): boolean {
  if (lease === undefined || lease.holder === '') return true
  return !alive.has(lease.holder) && !leaving.has(lease.holder)
}

function isLeftAlone(lease: SeenLease | undefined, { nowMs, graceMs }: Sight): boolean {
  return lease !== undefined && nowMs - lease.seenMs > graceMs
}
