import { encodeDelivery, readDeliveryHead, readEvent } from '@millrace/protocol/wire'
import { compileCondition } from '@millrace/sensor'
import type { Condition, Schedule } from '@millrace/sensor'
import { createHash } from 'node:crypto'
import type { IdOf, JoinRules, KeptEvent } from './join.ts'
import type { Arrivals } from './take-in.ts'

export const stream = 'events.default.default'
export const minute = 60_000

/** Resets at each whole minute. */
export const eachMinute: Schedule = {
  next: (afterMs) => (Math.floor(afterMs / minute) + 1) * minute,
  previous: (beforeMs) => (Math.ceil(beforeMs / minute) - 1) * minute,
}

export function rulesOf(conditions: string, more: Partial<JoinRules> = {}): JoinRules {
  const name = { namespace: 'default', sensor: 'sensor', trigger: 'trigger' }
  return {
    ...name,
    condition: conditionOf(conditions),
    resets: [],
    deadlineMs: undefined,
    generation: 1,
    triggerType: 'log',
    ...more,
  }
}

export function conditionOf(text: string): Condition {
  const condition = compileCondition(text, ['a', 'b', 'c', 'd'])
  if (condition.kind === 'fault') throw new Error(condition.message)
  return condition
}

/** A message of the record with one event for each dependency named, `bytes` large; it was stored at `atMs`. */
export function messageOf(
  seq: number,
  dependencies: string,
  { atMs = seq * 1_000, bytes = 10 }: { readonly atMs?: number; readonly bytes?: number } = {},
): Arrivals {
  const events = dependencies.split('').map((dependency, nth): KeptEvent => {
    const isFirst = dependencies.indexOf(dependency) === nth
    const delivery = deliveryOf(`${dependency}${seq}${isFirst ? '' : `_${nth}`}`, bytes)
    return { dependency, delivery, copy: '', atMs, position: { stream, seq, nth }, bytes: delivery.length }
  })
  return { message: { stream, seq, storedAtUs: atMs * 1_000 }, events }
}

export function deliveryOf(id: string, bytes: number): Uint8Array {
  const event = { id, source: 'hook', type: 'webhook', attributes: new Map(), data: Buffer.alloc(bytes, 120) }
  const names = { namespace: 'default', bus: 'default', eventSource: 'hook', eventName: 'push' }
  return encodeDelivery({ ...names, deliveryId: id, receivedAtUs: 1, dedupWindowMs: 0, event })
}

/** `a1`, `b2` …: the ids of events, in order. */
export function idsOf(events: readonly KeptEvent[]): string[] {
  return events.map(({ delivery }) => readEvent(readDeliveryHead(delivery).eventBytes).id).sort()
}

export const idOf: IdOf = ({ trigger }, events) =>
  createHash('sha256')
    .update([trigger, ...idsOf(events)].join(' '))
    .digest('hex')
    .slice(0, 32)
