import type { HandlerContext, ServiceImpl } from '@connectrpc/connect'
import {
  ErrorReason,
  ReplayMode,
  ReplayServiceListRequestSchema,
  type ReplayService,
  type ReplayServiceStartRequest,
} from '@millrace/protocol/admin'
import type { ReplayMode as Mode, ReplayRecord, Selection } from '@millrace/replay'
import { setTimeout as sleep } from 'node:timers/promises'
import { historyQuery } from '../history/event-query.ts'
import { needHistory } from '../history/search-events.ts'
import { adminFault, invalid } from '../rpc/admin-fault.ts'
import { callOf } from '../rpc/guarded-call.ts'
import { numbersPosition, pageOf } from '../rpc/page.ts'
import { usOf } from '../rpc/time-of.ts'
import type { AdminSubject } from '../subject.ts'
import { replayMessage } from './replay-message.ts'

const listedDefault = 50
/** How often it is looked how far a replay is. Milliseconds. */
const tellMs = 500

/** Recorded events sent through again. */
export function replayService(subject: AdminSubject): ServiceImpl<typeof ReplayService> {
  const { replays } = subject
  const find = async (id: string, context: HandlerContext): Promise<ReplayRecord> => {
    const record = await replays.get(id)
    await callOf(context).enterFound(record === undefined ? [] : [record.spec.namespace])
    if (record === undefined) throw unknown(id)
    return record
  }
  return {
    async start(request, context) {
      const { namespace, mode, sensors, requestId, rateMax: ratePerS } = request
      const selection = selectionOf(request, subject)
      const by = callOf(context).caller.name
      const spec = { namespace, selection, mode: modes[mode] ?? 'skip-done', sensors, ratePerS, by }
      return { replay: replayMessage(await replays.start(spec, requestId)) }
    },
    async get({ id }, context) {
      const record = await find(id, context)
      const shadow = record.spec.mode === 'shadow' ? await replays.shadow(id) : []
      return {
        replay: replayMessage(record),
        shadow: shadow.map(({ eventId, isDone, ...one }) => ({ ...one, eventIds: [eventId], doneBefore: isDone })),
      }
    },
    async list(request) {
      const page = pageOf(ReplayServiceListRequestSchema, request, listedDefault, numbersPosition(1))
      const all = await replays.list()
      const [before = Infinity] = page.after ?? []
      const wanted = all.filter(
        ({ spec, startedAtUs }) =>
          (request.namespace === '' || spec.namespace === request.namespace) && startedAtUs < before,
      )
      const shown = wanted.slice(0, page.size)
      const last = shown.at(-1)
      const isAll = shown.length === wanted.length || last === undefined
      return { replays: shown.map(replayMessage), nextPageToken: isAll ? '' : page.next([last.startedAtUs]) }
    },
    async *progress({ id }, context) {
      let record = await find(id, context)
      let told = ''
      const signal = AbortSignal.any([context.signal, subject.stop])
      for (;;) {
        const now = JSON.stringify([record.state, record.counts, record.eventsTotal])
        if (now !== told) yield { replay: replayMessage(record) }
        told = now
        if (record.state !== 'running' || signal.aborted) return
        await sleep(tellMs, undefined, { signal }).catch(() => undefined)
        record = (await replays.get(id)) ?? record
      }
    },
    async cancel({ id }, context) {
      await find(id, context)
      const record = await replays.cancel(id)
      if (record === undefined) throw unknown(id)
      return { replay: replayMessage(record) }
    },
  }
}

const unknown = (id: string): Error =>
  adminFault(ErrorReason.ID_UNKNOWN, `no replay has the id ${JSON.stringify(id)}; list them`)

const modes: Readonly<Record<ReplayMode, Mode>> = {
  [ReplayMode.UNSPECIFIED]: 'skip-done',
  [ReplayMode.SKIP_DONE]: 'skip-done',
  [ReplayMode.REDO_FAILED]: 'redo-failed',
  [ReplayMode.FORCE_NEW]: 'force-new',
  [ReplayMode.SHADOW]: 'shadow',
}

/** Throws where nothing is chosen, or the choice needs a history that there is not. */
function selectionOf({ events }: ReplayServiceStartRequest, { history }: AdminSubject): Selection {
  switch (events.case) {
    case 'range': {
      const { bus, eventSource, eventName, from, until } = events.value
      return { kind: 'range', bus, eventSource, eventName, fromUs: usOf(from, 0), untilUs: usOf(until, 0) }
    }
    case 'ids':
      needHistory(history)
      return { kind: 'ids', ids: events.value.ids }
    case 'query':
      needHistory(history)
      return { kind: 'query', query: historyQuery(events.value) }
    case undefined:
      throw invalid('events', 'give a range, ids or a query')
    default:
      return events satisfies never
  }
}
