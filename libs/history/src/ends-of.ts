import type { HistoryTx } from './driver.ts'
import { placeEvents } from './place-events.ts'
import type { EventIdentity } from './rows.ts'

/** What invocations of these events have come to: invocation id → end. */
export async function endsOf(
  events: readonly EventIdentity[],
  tx: Pick<HistoryTx, 'eventsAt' | 'fatesOf'>,
): Promise<ReadonlyMap<string, number>> {
  const seen = events.map((event) => ({ ...event, bus: '', traceparent: '', record: undefined }))
  const placed = [...(await placeEvents(seen, tx)).values()]
  const ids = placed.filter(({ known }) => known !== 'new').map(({ id }) => id)
  const ends = new Map<string, number>()
  if (ids.length === 0) return ends
  for (const fates of (await tx.fatesOf(ids)).values()) {
    for (const { invocationId, end } of fates) if (invocationId !== '') ends.set(invocationId, end)
  }
  return ends
}
