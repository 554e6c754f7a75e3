import type { EventIdentity } from './rows.ts'

/**
 * An event's number grows with the time at which it was received: its millisecond times {@link idsPerMs}, and a place within.
 * Where it should stand follows from what makes it one of its kind, so that whatever tells of an event finds it, in
 * whichever order streams are read.
 */
export const idsPerMs = 4_096

/** Milliseconds that still give a safe number. */
const msMax = Math.floor(Number.MAX_SAFE_INTEGER / idsPerMs) - 1

/** The lowest number of events that were received at this time or later. Microseconds since the Unix epoch. */
export function firstIdAt(receivedAtUs: number): number {
  const ms = Math.min(Math.max(Math.floor(receivedAtUs / 1_000), 0), msMax)
  return ms * idsPerMs
}

/** When an event with this number was received: the beginning of its millisecond. Microseconds since the Unix epoch. */
export const receivedUsOf = (id: number): number => Math.floor(id / idsPerMs) * 1_000

/** Where an event stands if no other one is there; else it is the next free place. `key`: its {@link identityKey}. */
export function homeId(key: string, receivedAtUs: number): number {
  return firstIdAt(receivedAtUs) + (hashOf(key) % idsPerMs)
}

/** The same for the same event, and for no other. */
export function identityKey(event: EventIdentity): string {
  const { namespace, eventSource, eventName, eventId, deliveryId, receivedAtUs } = event
  return `${receivedAtUs}\0${namespace}\0${eventSource}\0${eventName}\0${plain(deliveryId)}\0${plain(eventId)}`
}

/** An id without the character that Postgres takes in no text, and that separates the parts of a key. */
export function plain(id: string): string {
  return id.includes('\0') ? id.replaceAll('\0', '\ufffd') : id
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return (hash ^ (hash >>> 15)) >>> 0
}
