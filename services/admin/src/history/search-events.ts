import { create } from '@bufbuild/protobuf'
import { HistoryFault, receivedUsOf, type FoundEvent, type HistoryPage } from '@millrace/history'
import {
  ErrorReason,
  EventServiceSearchRequestSchema,
  EventServiceSearchResponseSchema,
  type EventServiceSearchRequest,
  type EventServiceSearchResponse,
} from '@millrace/protocol/admin'
import { adminFault, invalid } from '../rpc/admin-fault.ts'
import { numbersPosition, pageOf } from '../rpc/page.ts'
import type { AdminSubject } from '../subject.ts'
import { historyQuery } from './event-query.ts'
import { foundEvent } from './found-event.ts'
import type { AdminHistory } from './open-history.ts'

const foundDefault = 50
/** A page that a search ends before its size is filled up by searching on, so many times and not later than this. */
const searchesMax = 4
const searchOnMaxUs = 20_000

/** Searches the history. Throws `NOT_AVAILABLE` where there is none. */
export async function searchEvents(
  request: EventServiceSearchRequest,
  { history, redact, nowUs }: Pick<AdminSubject, 'history' | 'redact' | 'nowUs'>,
): Promise<EventServiceSearchResponse> {
  const { store, feed } = needHistory(history)
  const page = pageOf(EventServiceSearchRequestSchema, request, foundDefault, numbersPosition(1))
  const query = historyQuery(request.query)
  const events: FoundEvent[] = []
  const lastUs = nowUs() + searchOnMaxUs
  let before = page.after?.[0]
  let total: HistoryPage['total'] | undefined
  for (let searches = 0; searches < searchesMax; searches += 1) {
    const position = before === undefined ? {} : { before }
    const found = await asked(() => store.search({ ...query, limit: page.size - events.length, ...position }))
    // What the first search counts is all; those of a later page have others before them.
    total ??= found.total
    events.push(...found.events)
    before = found.next
    if (before === undefined || events.length >= page.size || nowUs() > lastUs) break
  }
  const counted = Math.max(total?.events ?? 0, events.length)
  const isWhole = page.after === undefined && (total?.isBound === false || before === undefined)
  return create(EventServiceSearchResponseSchema, {
    events: events.map((event) => foundEvent(event, { withData: request.withData, text: query.text ?? '' }, redact)),
    nextPageToken: before === undefined ? '' : page.next([before]),
    total: BigInt(page.after === undefined ? counted : events.length),
    totalIsBound: !isWhole,
    searchedBackToUs: BigInt(before === undefined ? 0 : receivedUsOf(before)),
    completeUntilUs: BigInt(feed.progress().every(({ seq, lastSeq }) => seq === lastSeq) ? nowUs() : 0),
  })
}

/** Throws `NOT_AVAILABLE` where there is no history. */
export function needHistory(history: AdminHistory | undefined): AdminHistory {
  if (history !== undefined) return history
  const instead = 'set MILLRACE_HISTORY for admin, or look at the records: EventService.List'
  throw adminFault(ErrorReason.NOT_AVAILABLE, `there is no history in this installation; ${instead}`, {
    metadata: { instead },
  })
}

async function asked<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (fault) {
    if (fault instanceof HistoryFault && fault.code === 'query-invalid') throw invalid('query', fault.what)
    throw fault
  }
}
