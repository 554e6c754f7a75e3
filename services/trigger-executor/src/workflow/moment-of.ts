import type { Moment } from '@millrace/event-binding'
import { hash } from 'node:crypto'

/**
 * The clock and the randomness of one invocation's expressions: the time of arrival, and bytes made of the invocation id.
 * Each attempt, here and on other replicas, gets the same, so that a name that is made at random is the same name again.
 */
export function momentOf(invocationId: string, receivedAtUs: number): Moment {
  let block = 0
  let rest: Buffer = Buffer.alloc(0)
  return {
    nowMs: () => receivedAtUs / 1_000,
    randomBytes(count) {
      const parts = [rest]
      let bytes = rest.length
      while (bytes < count) {
        const more = hash('sha512', `expressions:${invocationId}:${block++}`, 'buffer')
        parts.push(more)
        bytes += more.length
      }
      const all = Buffer.concat(parts)
      rest = all.subarray(count)
      return all.subarray(0, count)
    },
  }
}
