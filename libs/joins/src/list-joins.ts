import type { CasBucket } from '@millrace/bus'
import { decodeJoin } from './join-codec.ts'
import { statePattern } from './join-key.ts'
import type { Join } from './join.ts'

/** States that are read at a time. */
const atATime = 32

/** The joins that hold something, as the bucket has them; what cannot be read is left out. Rejects when the bus is away. */
export async function listJoins(bucket: CasBucket): Promise<Join[]> {
  const keys = await bucket.keys(statePattern)
  const joins: Join[] = []
  for (let from = 0; from < keys.length; from += atATime) {
    const some = await Promise.all(keys.slice(from, from + atATime).map((key) => bucket.get(key)))
    joins.push(...some.flatMap((found) => (found === undefined ? [] : readable(found.value))))
  }
  return joins
}

function readable(bytes: Uint8Array): Join[] {
  try {
    return [decodeJoin(bytes)]
  } catch {
    return []
  }
}
