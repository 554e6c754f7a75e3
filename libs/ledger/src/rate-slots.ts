import type { LedgerRedis } from './open-redis.ts'

/** Somebody who wants to act under a rate. */
export interface SlotRequest {
  /** Names the bucket: who shares the rate. */
  readonly bucket: string
  /** What acts: the same text has the same slot, however often it asks. */
  readonly holder: string
  /** Time between two slots. Microseconds, 1 at least. */
  readonly intervalUs: number
}

/** How far ahead slots are given. */
export interface SlotBounds {
  /** Milliseconds. */
  readonly horizonMs: number
  /** How long a slot that has come can be used. Milliseconds. */
  readonly graceMs: number
}

/** Slots that a bucket saves up while nobody asks, as in Argo Events. */
export const unusedSlotsMax = 10

/**
 * Reserves the next slot of each bucket, over all replicas. Per request: milliseconds until its slot, 0 when it has come;
 * undefined when the next one is beyond the horizon, and none was given.
 */
export async function reserveSlots(
  redis: LedgerRedis,
  requests: readonly SlotRequest[],
  { horizonMs, graceMs }: SlotBounds,
): Promise<(number | undefined)[]> {
  if (requests.length === 0) return []
  const keys = requests.flatMap(({ bucket, holder, intervalUs }) => [
    `rate:${bucket}:${intervalUs}`,
    `slot:${holder}:${intervalUs}`,
  ])
  const args = requests.flatMap(({ intervalUs }) => [intervalUs, unusedSlotsMax])
  const reply = await redis.reserveSlots(keys.length, ...keys, horizonMs * 1_000, graceMs, ...args)
  return requests.map((_, index) => {
    const us = Number(reply[index])
    return us < 0 ? undefined : us / 1_000
  })
}
