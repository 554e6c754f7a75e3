import type { ServiceImpl } from '@connectrpc/connect'
import { EventServiceListRequestSchema, type EventService } from '@millrace/protocol/admin'
import { searchEvents } from '../history/search-events.ts'
import { atMost, atMostStreams } from '../at-most.ts'
import { callOf } from '../rpc/guarded-call.ts'
import { pageOf } from '../rpc/page.ts'
import type { AdminSubject } from '../subject.ts'
import { wantedBy } from './event-filter.ts'
import { findEvents } from './find-events.ts'
import { listEvents, listPosition } from './list-events.ts'
import { publishEvent } from './publish-event.ts'
import { recordedEvent, type PlacedDelivery } from './recorded-event.ts'
import { namespacesOf } from './road-namespaces.ts'
import { tailEvents } from './tail-events.ts'
import { wholeEvents } from './whole-events.ts'

const listedDefault = 50
/** Callers that follow events at a time: each holds consumers on the server. */
const tailsMax = 32
/** Answers with large data that are made at a time: each is whole in memory. */
const largeMax = 2
/** Events with data too large for a message that are stored at a time. */
const largePublishesMax = 4

/** Events: send, look at, follow. */
export function eventService(subject: AdminSubject): ServiceImpl<typeof EventService> {
  const { bus, redact, searchMax } = subject
  const eventsWhole = atMost(largeMax, (found: readonly PlacedDelivery[]) => wholeEvents(found, subject))
  const publishLarge = atMost(largePublishesMax, publishEvent)
  const tail = atMostStreams(tailsMax, tailEvents)
  return {
    publish: (request) => {
      const isLarge = request.data.length > subject.payloads.inlineBytesMax
      return isLarge ? publishLarge(request, subject) : publishEvent(request, subject)
    },
    async get({ id, withLargeData }, context) {
      const road = await subject.road(id)
      const call = callOf(context)
      await call.enterFound(namespacesOf(road))
      const found = await findEvents(id, road, subject)
      await call.enterFound(found.length === 0 ? namespacesOf(road) : found.map(({ head }) => head.namespace))
      if (withLargeData) return { road, events: await eventsWhole(found) }
      return { road, events: found.map((placed) => recordedEvent(placed, true, redact)) }
    },
    async list(request) {
      const page = pageOf(EventServiceListRequestSchema, request, listedDefault, listPosition)
      const options = { size: page.size, after: page.after, searchMax }
      const { events, next } = await listEvents(bus, wantedBy(request.filter), options)
      return {
        events: events.map((placed) => recordedEvent(placed, request.withData, redact)),
        nextPageToken: next === undefined ? '' : page.next(next),
      }
    },
    search: (request) => searchEvents(request, subject),
    tail({ filter, last, withData, withOutcomes }, { signal }) {
      const until = AbortSignal.any([signal, subject.stop])
      return tail({ events: wantedBy(filter), last, withData, withOutcomes }, subject, until)
    },
  }
}
