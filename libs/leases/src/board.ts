import { readLease, readReplica } from './lease-values.ts'
import type { SeenLease } from './plan.ts'

/** A value of the bucket. */
export interface BoardEntry {
  readonly value: Uint8Array
  readonly revision: number
}

interface SeenReplica {
  readonly wants: string
  readonly isGone: boolean
  readonly revision: number
  readonly seenMs: number
}

/** What this replica has seen of the leases and the other replicas, and when. Pure but for its own maps. */
export class Board {
  readonly #leasePrefix: string
  readonly #replicaPrefix: string
  #leases = new Map<string, SeenLease>()
  #replicas = new Map<string, SeenReplica>()
  /** What was removed, which leaves no trace in the bucket: the revision that it had. */
  readonly #removed = new Map<string, number>()
  /** Since when signs of life reach us: while they could not, nobody can be said to be silent. */
  #seeingSinceMs = 0

  constructor(group: string) {
    this.#leasePrefix = `lease.${group}.`
    this.#replicaPrefix = `replica.${group}.`
  }

  get leases(): ReadonlyMap<string, SeenLease> {
    return this.#leases
  }

  leaseKey(key: string): string {
    return `${this.#leasePrefix}${key}`
  }

  replicaKey(id: string): string {
    return `${this.#replicaPrefix}${id}`
  }

  /** All values there are. */
  see(entries: ReadonlyMap<string, BoardEntry>, nowMs: number): void {
    const leases = new Map<string, SeenLease>()
    const replicas = new Map<string, SeenReplica>()
    let lastRevision = 0
    for (const [name, entry] of entries) {
      lastRevision = Math.max(lastRevision, entry.revision)
      if (entry.revision <= (this.#removed.get(name) ?? 0)) continue
      if (name.startsWith(this.#leasePrefix)) {
        const key = name.slice(this.#leasePrefix.length)
        leases.set(key, newer(this.#leases.get(key), { ...readLease(entry.value), ...seen(entry, nowMs) }))
      } else if (name.startsWith(this.#replicaPrefix)) {
        const id = name.slice(this.#replicaPrefix.length)
        replicas.set(id, newer(this.#replicas.get(id), { ...readReplica(entry.value), ...seen(entry, nowMs) }))
      }
    }
    // What was written a moment ago may be known here before it has come around.
    for (const [key, lease] of this.#leases) {
      if (!leases.has(key) && lease.revision > lastRevision) leases.set(key, lease)
    }
    this.#leases = leases
    this.#replicas = replicas
  }

  /** A lease as it was just read or written. */
  setLease(key: string, entry: BoardEntry, nowMs: number): void {
    this.#leases.set(key, newer(this.#leases.get(key), { ...readLease(entry.value), ...seen(entry, nowMs) }))
  }

  seeingAgain(nowMs: number): void {
    this.#seeingSinceMs = nowMs
  }

  /** The replicas that wrote within the time, with what they want. */
  alive(withinMs: number, nowMs: number): Map<string, string> {
    const alive = new Map<string, string>()
    for (const [id, { seenMs, wants, isGone }] of this.#replicas) {
      if (!isGone && nowMs - Math.max(seenMs, this.#seeingSinceMs) <= withinMs) alive.set(id, wants)
    }
    return alive
  }

  /** The replicas that said good-bye within the time: they end what they were at, and give it back. */
  leaving(withinMs: number, nowMs: number): Set<string> {
    const leaving = [...this.#replicas].filter(([, { seenMs, isGone }]) => isGone && nowMs - seenMs <= withinMs)
    return new Set(leaving.map(([id]) => id))
  }

  /** The replicas that have been silent for longer. */
  silent(forMs: number, nowMs: number): string[] {
    const silent = [...this.#replicas].filter(([, { seenMs }]) => nowMs - Math.max(seenMs, this.#seeingSinceMs) > forMs)
    return silent.map(([id]) => id)
  }

  removedReplica(id: string): void {
    this.#removed.set(this.replicaKey(id), this.#replicas.get(id)?.revision ?? 0)
    this.#replicas.delete(id)
  }

  removedLease(key: string, revision: number): void {
    this.#removed.set(this.leaseKey(key), revision)
    this.#leases.delete(key)
  }
}

function seen({ revision }: BoardEntry, nowMs: number): { readonly revision: number; readonly seenMs: number } {
  return { revision, seenMs: nowMs }
}

/** A revision that is known keeps its time, and a late word of an older one changes nothing. */
function newer<T extends { readonly revision: number }>(before: T | undefined, now: T): T {
  return before !== undefined && before.revision >= now.revision ? before : now
}
