import type { EventServiceSearchResponse } from '@millrace/protocol/admin'

/** For so long a search that says how far it came is gone on with. Milliseconds. */
const searchOnMs = 10_000

/** Which page is asked for. */
export interface PageAsked {
  readonly pageSize: number
  readonly pageToken: string
}

/**
 * Searches on until the page is full, all has been looked at, or it has taken its time: one search of the server takes some
 * milliseconds and looks at what it can in them. The answers of all as one.
 */
export async function searchOn(
  search: (page: PageAsked) => Promise<EventServiceSearchResponse>,
  { limit, pageToken }: { readonly limit: number; readonly pageToken: string },
  stop: AbortSignal,
): Promise<EventServiceSearchResponse> {
  const first = await search({ pageSize: limit, pageToken })
  const untilMs = performance.now() + searchOnMs
  const events = [...first.events]
  let last = first
  while (last.nextPageToken !== '' && events.length < limit && performance.now() < untilMs && !stop.aborted) {
    last = await search({ pageSize: limit - events.length, pageToken: last.nextPageToken })
    events.push(...last.events)
  }
  const isAll = pageToken === '' && last.nextPageToken === ''
  const found = BigInt(events.length)
  return {
    ...last,
    events,
    total: isAll || pageToken !== '' || found > first.total ? found : first.total,
    totalIsBound: !isAll && first.totalIsBound,
  }
}
