import { wholeEvent } from '@millrace/payloads'
import type { DataRef } from '@millrace/protocol/wire'
import type { DecideDeps } from '../decide.ts'
import type { Decided } from '../decision.ts'
import { roomWaitMs } from '../offer-event.ts'
import type { BindingSet } from './binding-set.ts'
import { decideBindings, failAll, type ApiArrival } from './decide-bindings.ts'

/**
 * Decides about an event of the Workflows event API whose data is in the object store; it is held as long as that takes.
 * Where it is lost, no selector can say.
 */
export async function decideWithLargeData(
  arrival: ApiArrival,
  dataRef: DataRef,
  bindings: BindingSet,
  { payloads, events }: Pick<DecideDeps, 'payloads' | 'events'>,
): Promise<readonly Decided[]> {
  if (bindings.all.length === 0) return decideBindings(arrival, bindings)
  const found = await wholeEvent(payloads, arrival.event, dataRef, roomWaitMs)
  if (found.kind === 'lost') {
    events.payloadLost(arrival.event, found.reason)
    return failAll(arrival, bindings, found.reason)
  }
  using whole = found
  return decideBindings({ ...arrival, event: whole.event }, bindings)
}
