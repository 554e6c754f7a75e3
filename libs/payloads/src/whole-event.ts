import { BusFault } from '@millrace/bus'
import type { DataRef, RoadEvent } from '@millrace/protocol/wire'
import type { Payloads } from './payloads.ts'

/** An event with its data, or why it cannot be had any more, for a person. */
export type WholeEvent =
  | (Disposable & { readonly kind: 'whole'; readonly event: RoadEvent })
  | { readonly kind: 'lost'; readonly reason: string }

/**
 * Reads the data of an event whose delivery names it; it is held until it is disposed of. Waits `waitMs` for room. Rejects
 * with BusFault: `bus-overloaded` where there was none, `bus-away`.
 */
export async function wholeEvent(
  payloads: Pick<Payloads, 'load'>,
  event: RoadEvent,
  dataRef: DataRef,
  waitMs: number,
): Promise<WholeEvent> {
  const loaded = await payloads.load([dataRef], waitMs)
  if (loaded.kind === 'busy')
    throw new BusFault('bus-overloaded', `no room for ${dataRef.bytes} bytes of event ${event.id}`)
  if (loaded.kind === 'lost') return loaded
  const whole = { ...event, data: loaded.dataOf(dataRef) }
  return { kind: 'whole', event: whole, [Symbol.dispose]: () => loaded[Symbol.dispose]() }
}
