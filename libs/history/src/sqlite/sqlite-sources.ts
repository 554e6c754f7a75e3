import { endWords } from '../ends.ts'
import { mayBeginTerms, placeTermsOf, termsOf, type HistoryQuery } from '../query.ts'
import type { ListenerName } from '../rows.ts'
import type { IdSource, Narrowed } from '../search/id-source.ts'
import { isFate } from '../search/matches.ts'
import { mergeRanges, type RangeRead } from '../search/merge-ranges.ts'
import { stretchReader, type Stretch } from '../search/stretch-reader.ts'
import { allOf, matchOf, type Match } from './match.ts'
import type { Channel, Names } from './names.ts'
import { stretchBelow } from './slices.ts'
import { nobody } from './sqlite-tx.ts'
import { numberOf, textOf, type Statements } from './statements.ts'

/** What events are found by. */
export interface SqliteSearched {
  readonly statements: Statements
  readonly channels: Names<Channel>
  readonly listeners: Names<ListenerName>
}

/** Ranges that are merged at most; with more, something else leads the way. */
const rangesMax = 512
/** Numbers that are read of each of several ranges at least. */
const ofEachMin = 64
/** As measured on a million events: see `IdSource`. By time alone, events are read from among their data. */
const costs = { read: 0.25, phrase: 8, term: 70, fates: 6, channel: 3, time: 10 } as const

/** A row a number costs more than the number: they are read as one text. */
const packed = (select: string): string => `SELECT json_group_array(id) AS ids FROM (${select})`

export const sourceSql = {
  words: packed(
    'SELECT rowid AS id FROM words WHERE words MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?',
  ),
  fateWords: packed(
    'SELECT rowid AS id FROM fate_words WHERE fate_words MATCH ? AND rowid < ? AND rowid >= ? ORDER BY rowid DESC LIMIT ?',
  ),
  listenerEnd: packed(
    'SELECT event AS id FROM fate WHERE listener = ? AND ended = ? AND event < ? AND event >= ? ORDER BY event DESC LIMIT ?',
  ),
  end: packed('SELECT event AS id FROM fate WHERE ended = ? AND event < ? AND event >= ? ORDER BY event DESC LIMIT ?'),
  channel: packed('SELECT id FROM event WHERE channel = ? AND id < ? AND id >= ? ORDER BY id DESC LIMIT ?'),
  time: packed('SELECT id FROM event WHERE id < ? AND id >= ? ORDER BY id DESC LIMIT ?'),
  hasWords: 'SELECT 1 FROM words WHERE words MATCH ? AND rowid = ?',
  hasFateWords: 'SELECT 1 FROM fate_words WHERE fate_words MATCH ? AND rowid = ?',
  fates: 'SELECT listener, ended FROM fate WHERE event = ?',
  channelOf: 'SELECT channel FROM event WHERE id = ?',
} as const

/** What narrows a search. What is not here is looked at in the events that are found. */
export function sqliteSources(query: HistoryQuery, from: SqliteSearched): Narrowed {
  const { statements } = from
  const asked = termsOf(query)
  const { own, fate } = asked
  const ofFates =
    fate.length === 0
      ? []
      : [
          matched(
            [sourceSql.fateWords, sourceSql.hasFateWords],
            { match: allOf(fate), terms: 1, phrases: 0 },
            statements,
          ),
        ]
  const words = matchOf(asked, placeTermsOf(query), statements)
  const ofWords = words.match === '' ? [] : [matched([sourceSql.words, sourceSql.hasWords], words, statements)]
  const terms = [...ofFates, ...(words.isNothing ? [emptySource] : ofWords)]
  // Of an id there is next to nothing: what is found is looked at.
  const isOne = own.length + fate.length > 0
  const others = isOne ? [] : [...fateSource(query, from), ...(ofWords.length === 0 ? channelSource(query, from) : [])]
  const [first = timeSource(statements), ...rest] = [...terms, ...others]
  return { sources: [first, ...rest], knowsText: words.isExact && !mayBeginTerms(asked.sequences) }
}

const emptySource: IdSource = {
  read: () => ({ ids: [], next: undefined, cost: 0 }),
  having: () => new Set(),
  readCost: costs.read,
  lookUpCost: costs.read,
}

function matched(
  [select, has]: readonly [string, string],
  { match, terms, phrases }: Pick<Match, 'match' | 'terms' | 'phrases'>,
  statements: Statements,
): IdSource {
  const readCost = costs.read * terms + costs.phrase * phrases
  const readOn = stretchReader(
    ({ before, lowest, count }, slices): Stretch => {
      const from = Math.max(lowest, stretchBelow(before, slices, statements))
      // A number is bound as a real one, by which the index of words neither seeks nor compares.
      return { ids: idsIn(statements, select, match, BigInt(before), BigInt(from), count), from }
    },
    () => performance.now(),
  )
  return {
    async read(window) {
      const { ids, next } = await readOn(window)
      return { ids, next, cost: ids.length * readCost }
    },
    having: (ids) => new Set(ids.filter((id) => statements.first(has, match, BigInt(id)) !== undefined)),
    readCost,
    lookUpCost: costs.term * terms,
  }
}

/** None: nothing is asked of what became of events, or it would be too many ranges. */
function fateSource(query: HistoryQuery, from: SqliteSearched): IdSource[] {
  const { statements, listeners } = from
  const { sensor, trigger, namespace, ends } = query
  if (sensor === undefined && trigger === undefined && ends === undefined) return []
  const isNamed = (name: ListenerName): boolean =>
    (sensor === undefined || name.sensor === sensor) &&
    (trigger === undefined || name.trigger === trigger) &&
    (namespace === undefined || name.namespace === namespace)
  const named = sensor === undefined && trigger === undefined ? undefined : listeners.idsWhere(isNamed)
  const wanted = ends ?? Object.values(endWords)
  const ranges =
    named === undefined || named.length * wanted.length > rangesMax
      ? (ends ?? []).map((end) => [sourceSql.end, end] as const)
      : named.flatMap((listener) => wanted.map((end) => [sourceSql.listenerEnd, listener, end] as const))
  if (named !== undefined && ranges.length === 0 && named.length > 0) return []
  const isMeant = (row: { listener: number; ended: number }): boolean =>
    isFate(
      { ...nobody, ...listeners.nameOf(row.listener), end: row.ended, invocationId: '', atUs: 0, created: '' },
      query,
    )
  const has = (id: number): boolean =>
    statements
      .all(sourceSql.fates, id)
      .some((row) => isMeant({ listener: numberOf(row['listener']), ended: numberOf(row['ended']) }))
  const source = ranged(ranges, has, costs.fates, statements)
  // Ranges by ends alone have other sensors' too.
  return [named !== undefined && ranges[0]?.[0] === sourceSql.end ? exactly(source) : source]
}

/** A source whose reads give more than there is. */
function exactly(source: IdSource): IdSource {
  return {
    ...source,
    async read(window) {
      const { ids, next, cost } = await source.read(window)
      const has = await source.having(ids)
      return { ids: ids.filter((id) => has.has(id)), next, cost: cost + ids.length * source.lookUpCost }
    },
  }
}

/** None: where events came from is not asked, or it would be too many ranges. */
function channelSource(query: HistoryQuery, { statements, channels }: SqliteSearched): IdSource[] {
  const { namespace, bus, eventSource, eventName } = query
  if ([namespace, bus, eventSource, eventName].every((one) => one === undefined)) return []
  const meant = new Set(
    channels.idsWhere(
      (name) =>
        (namespace === undefined || name.namespace === namespace) &&
        (bus === undefined || name.bus === bus) &&
        (eventSource === undefined || name.eventSource === eventSource) &&
        (eventName === undefined || name.eventName === eventName),
    ),
  )
  if (meant.size > rangesMax) return []
  const has = (id: number): boolean => meant.has(numberOf(statements.first(sourceSql.channelOf, id)?.['channel']))
  const ranges = Array.from(meant, (channel) => [sourceSql.channel, channel] as const)
  return [ranged(ranges, has, costs.channel, statements)]
}

type Range = readonly [sql: string, ...values: number[]]

function ranged(
  ranges: readonly Range[],
  has: (id: number) => boolean,
  lookUpCost: number,
  statements: Statements,
): IdSource {
  return {
    read({ before, lowest, count }) {
      // Of many ranges each gives a part of what is asked for.
      const ofEach =
        ranges.length <= 1 ? count : Math.min(count, Math.max(ofEachMin, ((2 * count) / ranges.length) | 0))
      return mergeRanges(
        ranges.map(([sql, ...values]) => cutAt(ofEach, idsIn(statements, sql, ...values, before, lowest, ofEach))),
        costs.read,
      )
    },
    having: (ids) => new Set(ids.filter(has)),
    readCost: costs.read,
    lookUpCost,
  }
}

function timeSource(statements: Statements): IdSource {
  return {
    read: ({ before, lowest, count }) =>
      mergeRanges([cutAt(count, idsIn(statements, sourceSql.time, before, lowest, count))], costs.time),
    having: (ids) => new Set(ids),
    readCost: costs.time,
    lookUpCost: costs.time,
  }
}

const cutAt = (count: number, ids: readonly number[]): RangeRead => ({ ids, isCut: ids.length >= count })

function idsIn(statements: Statements, sql: string, ...values: (string | number | bigint)[]): number[] {
  // A list of numbers, as the statement says.
  return JSON.parse(textOf(statements.first(sql, ...values)?.['ids'])) as number[]
}
