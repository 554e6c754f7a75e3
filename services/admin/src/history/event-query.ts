import { endOfDecision, endOfResult, type HistoryQuery } from '@millrace/history'
import type { EventQuery } from '@millrace/protocol/admin'
import { usOf } from '../rpc/time-of.ts'

/** A query of a request as the history takes it: what is empty is left out. */
export function historyQuery(query: EventQuery | undefined): Omit<HistoryQuery, 'limit' | 'before'> {
  const { filter, results = [], decisions = [] } = query ?? {}
  const ends = [...results.map(endOfResult), ...decisions.map(endOfDecision)]
  const from = usOf(filter?.from, 0)
  const until = usOf(filter?.until, 0)
  return {
    ...text('namespace', filter?.namespace),
    ...text('bus', filter?.bus),
    ...text('eventSource', filter?.eventSource),
    ...text('eventName', filter?.eventName),
    ...(from === 0 ? {} : { fromUs: from }),
    ...(until === 0 ? {} : { untilUs: until }),
    ...text('text', query?.text),
    ...(Object.keys(query?.attributes ?? {}).length === 0 ? {} : { attributes: query?.attributes ?? {} }),
    ...text('sensor', query?.sensor),
    ...text('trigger', query?.trigger),
    ...(ends.length === 0 ? {} : { ends }),
    ...text('traceId', query?.traceId),
    ...text('eventId', query?.eventId),
    ...text('deliveryId', query?.deliveryId),
    ...text('invocationId', query?.invocationId),
    ...text('created', query?.createdObject),
  }
}

type TextMember = {
  [K in keyof HistoryQuery]-?: HistoryQuery[K] extends string | undefined ? K : never
}[keyof HistoryQuery]

function text<K extends TextMember>(name: K, value: string | undefined): { readonly [P in K]?: string } {
  // One member of that name.
  return (value === undefined || value === '' ? {} : { [name]: value }) as { readonly [P in K]?: string }
}
