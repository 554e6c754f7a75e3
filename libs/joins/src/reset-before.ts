import { lastReset } from '@millrace/sensor'
import type { Schedule } from '@millrace/sensor'
import type { KeptEvent } from './join.ts'

/**
 * What is still kept at an instant: the events that the bus stored since the last reset of the conditions. Judged by
 * the bus's time alone, so that it makes no difference when, by whom and how late it is asked. An event of the very
 * instant of a reset is kept.
 */
export function resetBefore(
  kept: readonly KeptEvent[],
  resets: readonly Schedule[],
  instantMs: number,
): readonly KeptEvent[] {
  if (resets.length === 0 || kept.length === 0) return kept
  const latestMs = Math.max(instantMs, ...kept.map(({ atMs }) => atMs))
  // Schedules count in whole seconds, and give what lies before the one that they are asked about.
  const horizonMs = lastReset(resets, (Math.floor(latestMs / 1_000) + 1) * 1_000)
  if (horizonMs === undefined) return kept
  const rest = kept.filter(({ atMs }) => atMs >= horizonMs)
  return rest.length === kept.length ? kept : rest
}
