/** What a lease's key holds. */
export interface LeaseValue {
  /** Empty: free. */
  readonly holder: string
  /** When it was written, by the clock of who wrote it: milliseconds since the Unix epoch. */
  readonly atMs: number
}

/** What a replica's key holds; each writing of it is a sign of life. */
export interface ReplicaValue {
  /** Fingerprint of what it wants done. */
  readonly wants: string
  /** It has said good-bye: its leases are free, or will be once it has ended its work on them. */
  readonly isGone: boolean
}

export function leaseBytes(value: LeaseValue): Buffer {
  return Buffer.from(JSON.stringify(value))
}

export function replicaBytes(value: ReplicaValue): Buffer {
  return Buffer.from(JSON.stringify(value))
}

/** A lease that cannot be read is free. */
export function readLease(bytes: Uint8Array): LeaseValue {
  const value = parsed(bytes)
  const { holder, atMs } = value
  return { holder: typeof holder === 'string' ? holder : '', atMs: typeof atMs === 'number' ? atMs : 0 }
}

export function readReplica(bytes: Uint8Array): ReplicaValue {
  const { wants, isGone } = parsed(bytes)
  return { wants: typeof wants === 'string' ? wants : '', isGone: isGone === true }
}

function parsed(bytes: Uint8Array): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString())
    // Its members are looked at one by one.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
