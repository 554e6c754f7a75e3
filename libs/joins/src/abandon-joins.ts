import type { CasBucket } from '@millrace/bus'
import { decodeJoin, encodeJoin } from './join-codec.ts'
import { sensorPattern } from './join-key.ts'

/** So long ago that the next sweep takes the join's trigger for gone for good. Milliseconds since the Unix epoch. */
const longAgoMs = 1

/**
 * Has the next sweep of a router give up what a sensor's joins wait with, as nobody will come back for it: events become
 * dead letters, and the states go. Gives how many joins are still there. Rejects with `BusFault`.
 */
export async function abandonJoins(
  bucket: CasBucket,
  sensor: { readonly namespace: string; readonly sensor: string },
): Promise<number> {
  const keys = await bucket.keys(sensorPattern(sensor))
  for (const key of keys) {
    const found = await bucket.get(key)
    if (found === undefined) continue
    const join = decodeJoin(found.value)
    if (join.abandonedAtMs === longAgoMs) continue
    // Whoever was first has changed it for a reason: the next try sees what is to be done then.
    await bucket.set(key, encodeJoin({ ...join, abandonedAtMs: longAgoMs }), found.revision)
  }
  return keys.length
}
