import { endWords } from './ends.ts'
import { HistoryFault } from './history-fault.ts'
import { attributeTerm, termOf, termPrefixes } from './project/terms.ts'
import { indexedBeginnings, wordsInOrder, wordsOf } from './project/words.ts'
import type { EventIdentity, EventRecord, Fate } from './rows.ts'
import { readText, type TextQuery } from './text-query.ts'

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
  /** Words that stand in the data, all of them, in any order; `begin*` and `"two words"`: see `TextQuery`. */
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
/** Words of which the beginning is given: each costs a look at all that begin so. */
const beginningsMax = 4
const beginningLengthMin = 2
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
  /** How many there are from this page on, counted up to {@link countedMax} and as far as it is cheap. */
  readonly total: Total
}

export interface Total {
  readonly events: number
  /** There may be more. */
  readonly isBound: boolean
}

export const countedMax = 1_000
export const noPage: HistoryPage = { events: [], next: undefined, total: { events: 0, isBound: false } }

/** Terms that must all be there; a word of them that no data can have means that nothing is found. */
export interface QueryTerms {
  /** Of its ids and its trace. */
  readonly own: readonly string[]
  /** Of its data and attributes. */
  readonly event: readonly string[]
  /** Of its data, each of them. */
  readonly sequences: readonly Sequence[]
  /** Of what became of it. */
  readonly fate: readonly string[]
}

/** Words that follow on one another: these, then one that begins in one of these ways, where there are any. */
export interface Sequence {
  readonly words: readonly string[]
  readonly ways: readonly string[]
}

/** The terms that a query stands for, longer words cut as the store cuts them. */
export function termsOf(query: HistoryQuery, wordLengthMax = Infinity): QueryTerms {
  const event: string[] = []
  const exact = (kind: Parameters<typeof termOf>[0], value: string | undefined, into: string[]): void => {
    if (value !== undefined) into.push(termOf(kind, value))
  }
  const text = query.text === undefined ? undefined : readText(query.text)
  event.push(...wordsOf(text?.words.join(' ') ?? '', { lengthMax: wordLengthMax }))
  const sequences = text === undefined ? [] : sequencesOf(text, wordLengthMax)
  const own: string[] = []
  exact('event', query.eventId, own)
  exact('delivery', query.deliveryId, own)
  exact('trace', query.traceId, own)
  for (const [name, value] of Object.entries(query.attributes ?? {})) event.push(attributeTerm(name, value))
  const fate: string[] = []
  exact('invocation', query.invocationId, fate)
  exact('created', query.created, fate)
  return { own, event, sequences, fate }
}

function sequencesOf({ beginnings, phrases }: TextQuery, lengthMax: number): Sequence[] {
  const begun = (one: string): string[] => indexedBeginnings(one.slice(0, lengthMax))
  return [
    ...phrases.map(({ words, isOpen }) => {
      const whole = isOpen ? words.slice(0, -1) : words
      const ways = isOpen ? begun(words.at(-1) ?? '') : []
      return { words: wordsInOrder(whole.join(' '), lengthMax), ways }
    }),
    ...beginnings.map((one) => ({ words: [], ways: begun(one) })),
  ]
}

/** Whether the index may have terms that begin so and are no words: then only the data says what holds. */
export const mayBeginTerms = (sequences: readonly Sequence[]): boolean =>
  sequences.some(({ ways: [way = ''] }) => termPrefixes.some((prefix) => way.startsWith(prefix)))

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
    const { words, beginnings: loose, phrases } = readText(query.text)
    const beginnings = [...loose, ...phrases.flatMap((phrase) => (phrase.isOpen ? phrase.words.slice(-1) : []))]
    const count = phrases.reduce((sum, phrase) => sum + phrase.words.length, words.length + loose.length)
    if (count === 0) refuse('text has no word: letters or digits')
    if (count > wordsMax) refuse(`text has more than ${wordsMax} words`)
    if (beginnings.length > beginningsMax) refuse(`text has more than ${beginningsMax} words with *`)
    const short = beginnings.find((one) => one.length < beginningLengthMin)
    if (short !== undefined)
      refuse(`text has ${short}*: give at least ${beginningLengthMin} letters or digits before *`)
  }
  const attributes = Object.keys(query.attributes ?? {})
  if (attributes.length > attributesMax) refuse(`attributes names more than ${attributesMax}`)
  const known = new Set(Object.values(endWords))
  if (query.ends?.length === 0) refuse('ends is empty: leave it out')
  if (query.ends?.some((end) => !known.has(end)) === true) refuse(`ends has one that nothing comes to`)
}
