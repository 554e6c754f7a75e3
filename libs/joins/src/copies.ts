import type { CasBucket } from '@millrace/bus'
import { decodeDelivery, encodeDelivery } from '@millrace/protocol/wire'
import { copyKey } from './join-key.ts'
import type { Join, KeptEvent, Owed } from './join.ts'

/** A larger event stands under a key of its own: the state is written with every message. */
export const inlineBytesMax = 8 * 1024
/** A state with more bytes of events than this has them all under keys of their own. */
export const stateBytesMax = 512 * 1024

/** A state that is small enough to be written, and what must be stored before it. */
export interface Slim {
  readonly join: Join
  readonly copies: ReadonlyMap<string, Uint8Array>
}

/** Takes large events out of a state. */
export function slim(join: Join): Slim {
  const all = eventsOf(join)
  const bytes = all.reduce((sum, { delivery }) => sum + Math.min(delivery.length, inlineBytesMax), 0)
  const inlineMax = bytes > stateBytesMax ? 0 : inlineBytesMax
  if (all.every(({ delivery, copy }) => copy !== '' || delivery.length <= inlineMax)) return { join, copies: new Map() }
  const copies = new Map<string, Uint8Array>()
  const without = (event: KeptEvent): KeptEvent => {
    if (event.copy !== '' || event.delivery.length <= inlineMax) return event
    const copy = copyKey(join, event)
    copies.set(copy, event.delivery)
    return { ...event, copy, delivery: withoutData(event.delivery) }
  }
  const owed = join.owed.map((one) => ({ ...one, events: one.events.map(without) }))
  return { join: { ...join, kept: join.kept.map(without), owed }, copies }
}

/** What is owed with its events whole; undefined when a copy is gone: then it has been stored by somebody else. */
export async function whole(owed: Owed, bucket: CasBucket): Promise<Owed | undefined> {
  if (owed.events.every(({ copy }) => copy === '')) return owed
  const events: KeptEvent[] = []
  for (const event of owed.events) {
    const found = event.copy === '' ? undefined : await bucket.get(event.copy)
    if (event.copy !== '' && found === undefined) return undefined
    events.push(found === undefined ? event : { ...event, copy: '', delivery: found.value })
  }
  return { ...owed, events }
}

/** What is owed, each with its events; what somebody else has stored already is left out. */
export async function allWhole(owed: readonly Owed[], bucket: CasBucket): Promise<Owed[]> {
  return (await Promise.all(owed.map((one) => whole(one, bucket)))).filter((one) => one !== undefined)
}

/** Removes copies; what cannot be removed now is found by the sweep. */
export async function removeCopies(bucket: CasBucket, keys: Iterable<string>): Promise<void> {
  for (const key of keys) await bucket.remove(key).catch(() => undefined)
}

/** The keys of the copies that a state needs. */
export function copiesOf(join: Join): ReadonlySet<string> {
  return new Set(eventsOf(join).flatMap(({ copy }) => (copy === '' ? [] : [copy])))
}

function eventsOf({ kept, owed }: Join): readonly KeptEvent[] {
  return [...kept, ...owed.flatMap(({ events }) => events)]
}

/** Enough to tell which event it is. */
function withoutData(bytes: Uint8Array): Uint8Array {
  const delivery = decodeDelivery(bytes)
  return encodeDelivery({ ...delivery, event: { ...delivery.event, data: undefined } })
}
