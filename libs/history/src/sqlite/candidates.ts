import { endWords } from '../ends.ts'
import { placeTermsOf, termsOf, type HistoryQuery } from '../query.ts'
import type { ListenerName } from '../rows.ts'
import type { Channel, Names } from './names.ts'
import { mergeRanges, type Candidates, type ReadRange } from './ranges.ts'
import { numberOf, type Statements } from './statements.ts'

/** What candidates are found by. */
export interface CandidateSource {
  readonly statements: Statements
  readonly channels: Names<Channel>
  readonly listeners: Names<ListenerName>
}

/** A way to the events that a query may mean. */
export interface Plan {
  /** Numbers below `before`, not below `lowest`. */
  next(before: number, count: number): Candidates
  /** Whether an event that `next` gave has the words and terms that are asked for. */
  hasTerms(id: number): boolean
}

/** So many of either are looked at to find out of what there is less: fates or words. */
const probedMax = 200
/** To look whether an event has the words costs so many times what it costs to look what became of it. */
const termsCost = 15
/** Ranges that are merged at most; with more, time alone leads the way. */
const rangesMax = 512

const sql = {
  words: 'SELECT rowid AS id FROM words WHERE words MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?',
  fateWords:
    'SELECT rowid AS id FROM fate_words WHERE fate_words MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?',
  hasWords: 'SELECT 1 FROM words WHERE words MATCH ? AND rowid = ?',
  listenerEnds:
    'SELECT event AS id FROM fate WHERE listener = ? AND ended = ? AND event < ? AND event >= ? ORDER BY event DESC LIMIT ?',
  ends: 'SELECT event AS id FROM fate WHERE ended = ? AND event < ? AND event >= ? ORDER BY event DESC LIMIT ?',
  channel: 'SELECT id FROM event WHERE channel = ? AND id < ? AND id >= ? ORDER BY id DESC LIMIT ?',
  time: 'SELECT id FROM event WHERE id < ? AND id >= ? ORDER BY id DESC LIMIT ?',
} as const

/** Chooses what narrows the search most. */
export function planOf(query: HistoryQuery, lowest: number, from: CandidateSource): Plan {
  const terms = termsOf(query)
  const ids = (text: string, ...values: (string | number | bigint)[]): number[] =>
    from.statements.all(text, ...values).map((row) => numberOf(row['id']))
  const hasWords = (id: number): boolean =>
    from.statements.first(sql.hasWords, all(terms.event), BigInt(id)) !== undefined
  const hasTerms = terms.event.length === 0 ? () => true : hasWords
  const ranges = (list: readonly ReadRange[]): Plan => ({ next: (at, n) => mergeRanges(list, at, n), hasTerms })
  if (terms.fate.length > 0) {
    const match = all(terms.fate)
    return ranges([(before, count) => ids(sql.fateWords, match, whole(before), whole(lowest), count)])
  }
  const fates = fateRanges(query, lowest, from, ids)
  if (terms.event.length > 0) {
    const match = all([...terms.event, ...placeTermsOf(query)])
    const words: ReadRange = (before, count) => ids(sql.words, match, whole(before), whole(lowest), count)
    if (fates !== undefined && spanOf(fates) > termsCost * spanOf([words])) return ranges(fates)
    return { ...ranges([words]), hasTerms: () => true }
  }
  const list = fates ?? channelRanges(query, lowest, from, ids)
  return ranges(list ?? [(before, count) => ids(sql.time, before, lowest, count)])
}

type Ids = (text: string, ...values: (string | number | bigint)[]) => number[]

/** A number is bound as a real one, by which the words' index neither seeks nor compares. */
const whole = BigInt

/** Terms are letters and digits; quotes keep the words of the query language from being read as such. */
const all = (terms: readonly string[]): string => terms.map((term) => `"${term}"`).join(' AND ')

/** Undefined: nothing is asked of fates, or too many ranges would have to be merged. */
function fateRanges(query: HistoryQuery, lowest: number, from: CandidateSource, ids: Ids): ReadRange[] | undefined {
  const { sensor, trigger } = query
  if (sensor === undefined && trigger === undefined) {
    return query.ends?.map((end) => (before, count) => ids(sql.ends, end, before, lowest, count))
  }
  const ends = query.ends ?? Object.values(endWords)
  const listeners = from.listeners.idsWhere(
    (name) =>
      (sensor === undefined || name.sensor === sensor) &&
      (trigger === undefined || name.trigger === trigger) &&
      (query.namespace === undefined || name.namespace === query.namespace),
  )
  if (listeners.length * ends.length > rangesMax) return undefined
  return listeners.flatMap((listener) =>
    ends.map(
      (end): ReadRange =>
        (before, count) =>
          ids(sql.listenerEnds, listener, end, before, lowest, count),
    ),
  )
}

function channelRanges(query: HistoryQuery, lowest: number, from: CandidateSource, ids: Ids): ReadRange[] | undefined {
  const { namespace, bus, eventSource, eventName } = query
  if ([namespace, bus, eventSource, eventName].every((one) => one === undefined)) return undefined
  const channels = from.channels.idsWhere(
    (name) =>
      (namespace === undefined || name.namespace === namespace) &&
      (bus === undefined || name.bus === bus) &&
      (eventSource === undefined || name.eventSource === eventSource) &&
      (eventName === undefined || name.eventName === eventName),
  )
  if (channels.length > rangesMax) return undefined
  return channels.map(
    (channel): ReadRange =>
      (before, count) =>
        ids(sql.channel, channel, before, lowest, count),
  )
}

/** How far the newest so many lie apart: the further, the fewer there are of them, and the more they narrow a search. */
function spanOf(ranges: readonly ReadRange[]): number {
  const { ids } = mergeRanges(ranges, Number.MAX_SAFE_INTEGER, probedMax)
  const [first, last] = [ids[0], ids[probedMax - 1]]
  return first === undefined || last === undefined ? Infinity : first - last
}
