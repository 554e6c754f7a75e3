import type { SeenEvent } from '../rows.ts'
import { isAscii } from 'node:buffer'
import { searchable, unicodePrefix, withoutEscapes } from './words.ts'

/** What an exact term is about. */
export type TermKind =
  | 'namespace'
  | 'bus'
  | 'source'
  | 'name'
  | 'event'
  | 'delivery'
  | 'trace'
  | 'attribute'
  | 'invocation'
  | 'created'

/** No word of a text begins so but by accident; what an accident finds is looked at again. */
const termPrefix = 'xk'
/** How terms begin that are no words as people write them. */
export const termPrefixes: readonly string[] = [termPrefix, unicodePrefix]
/** Attributes of an event that are searched at most. */
const attributesMax = 100
/** What is remembered of terms: places that events come from, names of attributes, and values of each of them and their length. */
const placesKnownMax = 1_000
const namesKnownMax = 200
const valuesKnownMax = 50
const knownLengthMax = 200
/** Bytes of an event's data whose words are searched. */
export const wordedBytesMax = 32_768

/** A term that stands for an exact value: short, and a word to any database. */
export function termOf(kind: TermKind, value: string): string {
  let high = 0x811c9dc5
  let low = 0x2545f491
  const text = `${kind}=${value}`
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at)
    high = Math.imul(high ^ code, 0x01000193)
    low = Math.imul(low ^ code, 0x5bd1e995) ^ (low >>> 13)
  }
  return termPrefix + lettersOf(high) + lettersOf(low)
}

/** Ten bits as two letters or digits: a number's own `toString` takes longer than all the rest of a term. */
const pairs = Array.from({ length: 1_024 }, (_, bits) => bits.toString(36).padStart(2, '0'))
const lettersOf = (bits: number): string =>
  `${bits >>> 30}${pairs[(bits >>> 20) & 1_023]}${pairs[(bits >>> 10) & 1_023]}${pairs[bits & 1_023]}`

export const attributeTerm = (name: string, value: string): string => termOf('attribute', `${name}=${value}`)

/** The trace id within a W3C `traceparent`; empty where there is none. */
export function traceIdOf(traceparent: string): string {
  return /^[0-9a-f]{2}-([0-9a-f]{32})-/u.exec(traceparent)?.[1] ?? ''
}

/** The exact terms of what next to no other event has: its ids and its trace. */
export function ownTerms({ eventId, deliveryId, traceparent }: SeenEvent): string {
  const terms = [termOf('event', eventId)]
  if (deliveryId !== '') terms.push(termOf('delivery', deliveryId))
  const traceId = traceIdOf(traceparent)
  if (traceId !== '') terms.push(termOf('trace', traceId))
  return terms.join(' ')
}

/** The exact terms that an event is found by as others are: where it came from, and its attributes. */
export function sharedTerms(event: SeenEvent): string {
  const { record } = event
  let terms = placeTerms(event)
  if (record === undefined) return terms
  terms += ` ${knownAttributeTerm('type', record.type)} ${knownAttributeTerm('source', record.source)}`
  let left = attributesMax
  for (const name of Object.keys(record.attributes)) {
    if ((left -= 1) < 0) break
    terms += ` ${knownAttributeTerm(name, record.attributes[name] ?? '')}`
  }
  return terms
}

/** The terms of where an event came from are those of most others that came from there. */
const places = new Map<string, string>()

function placeTerms({ namespace, bus, eventSource, eventName }: SeenEvent): string {
  const key = `${namespace}\0${bus}\0${eventSource}\0${eventName}`
  const before = places.get(key)
  if (before !== undefined) return before
  const terms = [termOf('namespace', namespace), termOf('source', eventSource), termOf('name', eventName)]
  if (bus !== '') terms.push(termOf('bus', bus))
  const made = terms.join(' ')
  if (places.size < placesKnownMax) places.set(key, made)
  return made
}

/** Terms of attributes by their names and values: of most names there are few values, of some one for each event. */
const attributes = new Map<string, Map<string, string>>()

function knownAttributeTerm(name: string, value: string): string {
  let values = attributes.get(name)
  if (values === undefined) {
    values = new Map()
    if (attributes.size < namesKnownMax) attributes.set(name, values)
  }
  const before = values.get(value)
  if (before !== undefined) return before
  const term = attributeTerm(name, value)
  if (values.size < valuesKnownMax && value.length <= knownLengthMax) values.set(value, term)
  return term
}

/** The words of an event's data, as `searchable` puts them down. Data that is not text has none. */
export function eventText({ record }: SeenEvent): string {
  return record === undefined ? '' : searchable(readableText(record.data))
}

/** What of an event's data is searched, as a text to look words up in. */
export const searchedText = (data: Uint8Array): string => withoutEscapes(readableText(data))

/** Empty where the data is not text. */
function readableText(data: Uint8Array): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, Math.min(data.byteLength, wordedBytesMax))
  if (bytes.includes(0)) return ''
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8')
}
