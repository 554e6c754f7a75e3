import type { EventFilter } from '@millrace/protocol/admin'
import { usOf } from '../rpc/time-of.ts'
import type { PlacedDelivery } from './recorded-event.ts'

/** A filter of a request, read. Empty texts mean all; times are microseconds since the Unix epoch. */
export interface WantedEvents {
  readonly namespace: string
  readonly bus: string
  readonly eventSource: string
  readonly eventName: string
  readonly fromUs: number
  readonly untilUs: number
}

export function wantedBy(filter: EventFilter | undefined): WantedEvents {
  const { namespace = '', bus = '', eventSource = '', eventName = '', from, until } = filter ?? {}
  return { namespace, bus, eventSource, eventName, fromUs: usOf(from, 0), untilUs: usOf(until, Infinity) }
}

/** Whether a recorded event is wanted. Pure. */
export function isWanted({ head, acceptedAtUs }: PlacedDelivery, wanted: WantedEvents): boolean {
  const { namespace, bus, eventSource, eventName, fromUs, untilUs } = wanted
  return (
    (namespace === '' || head.namespace === namespace) &&
    (bus === '' || head.bus === bus) &&
    (eventSource === '' || head.eventSource === eventSource) &&
    (eventName === '' || head.eventName === eventName) &&
    acceptedAtUs >= fromUs &&
    acceptedAtUs < untilUs
  )
}
