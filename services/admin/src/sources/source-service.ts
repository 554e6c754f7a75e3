import type { ServiceImpl } from '@connectrpc/connect'
import { ConnectionState, SourceServiceListRequestSchema, type SourceService } from '@millrace/protocol/admin'
import type { SourceState } from '@millrace/registry'
import { readEvent } from '@millrace/protocol/wire'
import { listEvents } from '../events/list-events.ts'
import type { PlacedDelivery } from '../events/recorded-event.ts'
import { cut, pageOf, textPosition } from '../rpc/page.ts'
import type { AdminSubject } from '../subject.ts'
import { declaredSources, keyOf, type DeclaredSource } from './declared-sources.ts'

const listedDefault = 100
/** Events that are looked through for the last one of each source. */
const lookedThroughMax = 5_000

/** The EventSources in force. */
export function sourceService(subject: AdminSubject): ServiceImpl<typeof SourceService> {
  return {
    async list(request) {
      const page = pageOf(SourceServiceListRequestSchema, request, listedDefault, textPosition)
      const all = declaredSources(subject.registry().objects.values()).filter(
        ({ namespace }) => request.namespace === '' || namespace === request.namespace,
      )
      const { items, nextPageToken } = cut(all, page, keyOf)
      const last = await lastEvents(items, request.namespace, subject)
      const states = new Map((await subject.reports.list()).map((state) => [keyOf(state), state]))
      const told = items.map((one) => sourceOf(one, last.get(keyOf(one)), states.get(keyOf(one))))
      return { sources: told, nextPageToken }
    },
  }
}

const stateOf = {
  connected: ConnectionState.CONNECTED,
  connecting: ConnectionState.CONNECTING,
  failed: ConnectionState.FAILED,
} as const

function sourceOf(declared: DeclaredSource, last: PlacedDelivery | undefined, state: SourceState | undefined) {
  const { sensors, ...source } = declared
  return {
    ...source,
    sensors: [...sensors],
    state: state === undefined ? ConnectionState.UNSPECIFIED : stateOf[state.state],
    lastError: state?.error ?? '',
    lastErrorAtUs: BigInt(Math.round(state?.errorAtUs ?? 0)),
    lastEventId: last === undefined ? '' : readEvent(last.head.eventBytes).id,
    lastEventAtUs: BigInt(last?.acceptedAtUs ?? 0),
    // Nothing that is served now reads from where a distance could be known.
    lag: -1n,
  }
}

/** The last recorded event of each source, among the newest ones. */
async function lastEvents(
  sources: readonly DeclaredSource[],
  namespace: string,
  { bus, searchMax }: AdminSubject,
): Promise<Map<string, PlacedDelivery>> {
  const last = new Map<string, PlacedDelivery>()
  const wanted = { namespace, bus: '', eventSource: '', eventName: '', fromUs: 0, untilUs: Infinity }
  const { events } = await listEvents(bus, wanted, { size: lookedThroughMax, after: undefined, searchMax })
  const asked = new Set(sources.map(keyOf))
  for (const placed of events) {
    const key = keyOf(placed.head)
    if (asked.has(key) && !last.has(key)) last.set(key, placed)
  }
  return last
}
