import type { FoundEvent, HistoryQuery } from '../query.ts'
import { traceIdOf } from '../project/terms.ts'
import type { Fate } from '../rows.ts'

/** Whether an event is what is searched for. The words of its data are not looked at: the index knows them. */
export function matches(event: FoundEvent, query: HistoryQuery): boolean {
  return isPlace(event, query) && isEvent(event, query) && hasFate(event, query)
}

function isPlace(
  event: FoundEvent,
  { namespace, bus, eventSource, eventName, fromUs, untilUs }: HistoryQuery,
): boolean {
  if (namespace !== undefined && event.namespace !== namespace) return false
  if (bus !== undefined && event.bus !== bus) return false
  if (eventSource !== undefined && event.eventSource !== eventSource) return false
  if (eventName !== undefined && event.eventName !== eventName) return false
  if (fromUs !== undefined && event.receivedAtUs < fromUs) return false
  return untilUs === undefined || event.receivedAtUs < untilUs
}

function isEvent(event: FoundEvent, { eventId, deliveryId, traceId, attributes }: HistoryQuery): boolean {
  if (eventId !== undefined && event.eventId !== eventId) return false
  if (deliveryId !== undefined && event.deliveryId !== deliveryId) return false
  if (traceId !== undefined && traceIdOf(event.traceparent) !== traceId) return false
  const { record } = event
  return Object.entries(attributes ?? {}).every(([name, value]) => {
    if (name === 'type' || name === 'source') return record?.[name] === value
    return record?.attributes[name] === value
  })
}

/** One fate that has all that is asked of one. */
function hasFate({ fates }: FoundEvent, query: HistoryQuery): boolean {
  return !asksFates(query) || fates.some((fate) => isFate(fate, query))
}

/** Whether a fate is one that is asked for. */
export function isFate(
  fate: Omit<Fate, 'note' | 'outcome'>,
  { sensor, trigger, ends, invocationId, created }: HistoryQuery,
): boolean {
  if (sensor !== undefined && fate.sensor !== sensor) return false
  if (trigger !== undefined && fate.trigger !== trigger) return false
  if (ends !== undefined && !ends.includes(fate.end)) return false
  if (invocationId !== undefined && fate.invocationId !== invocationId) return false
  return created === undefined || fate.created === created
}

/** Whether a query asks what became of events. */
export function asksFates(query: HistoryQuery): boolean {
  const { sensor, trigger, ends, invocationId, created } = query
  return [sensor, trigger, ends, invocationId, created].some((one) => one !== undefined)
}
