/** Bounds of what is followed in a cluster. */
export interface KubeBounds {
  /** Secrets and ConfigMaps that are watched at once: each is a connection. Others are read each time. */
  readonly watchesMax: number
  /** A watch that nobody asked for so long may make room for another. Milliseconds. */
  readonly idleMs: number
  /** How long the first look at an object may take. Milliseconds. */
  readonly firstLookMs: number
}

export const kubeBoundsDefault: KubeBounds = { watchesMax: 200, idleMs: 600_000, firstLookMs: 5_000 }
