import { endWords } from './ends.ts'
import { HistoryFault } from './history-fault.ts'
import { attributeTerm, termOf } from './project/terms.ts'
import { wordsOf } from './project/words.ts'
import type { EventIdentity, EventRecord, Fate } from './rows.ts'

/** What is searched for: every member that is set must hold. Newest first, by the time at which events were received. */
export interface HistoryQuery {
  readonly namespace?: string
  readonly bus?: string
  readonly eventSource?: string
  readonly eventName?: string
  /** Received at this time or later. Microseconds since the Unix epoch. */
  readonly fromUs?: number
  /** Received before this time. */
  readonly untilUs?: number
  /** CloudEvents attributes and their exact values: `type`, `source`, `subject` …, extensions. */
  readonly attributes?: Readonly<Record<string, string>>
  /** Words that stand in the data, all of them, in any order. */
  readonly text?: string
  readonly eventId?: string
  readonly deliveryId?: string
  readonly traceId?: string
  /** One trigger that listens, all of it at once: of this sensor, of this name, and it came to one of these ends. */
  readonly sensor?: string
  readonly trigger?: string
  readonly ends?: readonly number[]
  readonly invocationId?: string
  /** What an effect created, as the target names it. */
  readonly created?: string
  /** Events that are given at most. */
  readonly limit: number
  /** Only events before this one: `next` of the answer before. */
  readonly before?: number
}

export const limitMax = 1_000
const wordsMax = 32
const attributesMax = 16
const valueLengthMax = 4_096

/** An event that was found. */
export interface FoundEvent extends EventIdentity {
  /** Grows with the time at which it was received. */
  readonly id: number
  readonly bus: string
  readonly traceparent: string
  /** Undefined: only outcomes or decisions told of it. */
  readonly record: EventRecord | undefined
  /** What became of it at each trigger that listens. */
  readonly fates: readonly Fate[]
}

/** One page of what was found. */
export interface HistoryPage {
  readonly events: readonly FoundEvent[]
  /** Where the next page begins; undefined: there is none. A page may be short, even empty, and have a next one. */
  readonly next: number | undefined
}

/** Terms that must all be there; a word of them that no data can have means that nothing is found. */
export interface QueryTerms {
  /** Of the event. */
  readonly event: readonly string[]
  /** Of what became of it. */
  readonly fate: readonly string[]
}

/** The terms that a query stands for, longer words cut as the store cuts them. */
export function termsOf(query: HistoryQuery, wordLengthMax = Infinity): QueryTerms {
  const event: string[] = []
  const exact = (kind: Parameters<typeof termOf>[0], value: string | undefined, into: string[]): void => {
    if (value !== undefined) into.push(termOf(kind, value))
  }
  if (query.text !== undefined) event.push(...wordsOf(query.text, { lengthMax: wordLengthMax }))
  exact('event', query.eventId, event)
  exact('delivery', query.deliveryId, event)
  exact('trace', query.traceId, event)
  for (const [name, value] of Object.entries(query.attributes ?? {})) event.push(attributeTerm(name, value))
  const fate: string[] = []
  exact('invocation', query.invocationId, fate)
  exact('created', query.created, fate)
  return { event, fate }
}

/** The terms of where an event came from: they narrow a search by others, and cost more than they save on their own. */
export function placeTermsOf({ namespace, bus, eventSource, eventName }: HistoryQuery): string[] {
  return [
    ...(namespace === undefined ? [] : [termOf('namespace', namespace)]),
    ...(bus === undefined ? [] : [termOf('bus', bus)]),
    ...(eventSource === undefined ? [] : [termOf('source', eventSource)]),
    ...(eventName === undefined ? [] : [termOf('name', eventName)]),
  ]
}

/** Throws `query-invalid`, saying which member is wrong. */
export function checkQuery(query: HistoryQuery): void {
  const refuse = (what: string): never => {
    throw new HistoryFault('query-invalid', what)
  }
  if (!Number.isInteger(query.limit) || query.limit < 1 || query.limit > limitMax) {
    refuse(`limit is ${query.limit}, not 1 to ${limitMax}`)
  }
  for (const [name, value] of Object.entries(query)) {
    if (typeof value === 'string' && value.length > valueLengthMax) refuse(`${name} is longer than ${valueLengthMax}`)
    if (value === '') refuse(`${name} is empty: leave it out`)
  }
  if (query.text !== undefined) {
    const words = wordsOf(query.text, { most: wordsMax + 1 }).length
    if (words === 0) refuse('text has no word: letters or digits')
    if (words > wordsMax) refuse(`text has more than ${wordsMax} words`)
  }
  const attributes = Object.keys(query.attributes ?? {})
  if (attributes.length > attributesMax) refuse(`attributes names more than ${attributesMax}`)
  const known = new Set(Object.values(endWords))
  if (query.ends?.length === 0) refuse('ends is empty: leave it out')
  if (query.ends?.some((end) => !known.has(end)) === true) refuse(`ends has one that nothing comes to`)
}
