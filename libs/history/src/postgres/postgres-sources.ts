import { endWords } from '../ends.ts'
import { mayBeginTerms, placeTermsOf, termsOf, type HistoryQuery, type QueryTerms, type Sequence } from '../query.ts'
import type { Candidates, IdSource, Narrowed, Window } from '../search/id-source.ts'
import { mergeRanges, type RangeRead } from '../search/merge-ranges.ts'
import { stretchReader } from '../search/stretch-reader.ts'
import type { Connection, PgRow } from './connection.ts'
import { wordLengthMax } from './postgres-tx.ts'
import { schemaName as at } from './schema.ts'
import { slicedTerm, slicesWithin, type Slice } from './slices.ts'

/** Places whose events are merged at most; with more, something else leads the way. */
const placesMax = 512
/** Slices whose words are asked for at once, at most. */
const slicesAtOnceMax = 32
/** As measured on a million events: see `IdSource`. A word's numbers are read from the events, all others from an index alone. */
const costs = { read: 2.5, wordsRead: 8, slice: 80, words: 30, fates: 8, place: 6 } as const

/** So much of such a value is in its index: a page of it takes no more than some thousand bytes. Characters. */
const ownLengthMax = 512
/** Of the newest slice this part is read first: of a common word that is enough. Stretches are so many parts. */
const firstPart = 8

/** Numbers come as one text a range: a row a number costs more than the number. */
const idsOf = (rows: string): string => `(SELECT string_agg(x.id::text, ',') FROM (${rows}) x)`

/**
 * The highest numbers of those with these values, between the parameters $3 and $2, $4 at most. Bounds and order name the
 * values too: what an index has in another order is not taken for a short cut, however common a value seems to be.
 */
function between(
  table: 'event' | 'fate',
  number: string,
  columns: readonly string[],
  values: readonly string[],
  more = '',
): string {
  const all = [...columns, `e.${number}`]
  const bound = (sign: string, parameter: string): string =>
    `(${all.join(', ')}) ${sign} (${[...values, parameter].join(', ')})`
  return `SELECT e.${number} AS id FROM ${at}.${table} e WHERE ${bound('<', '$2::bigint')} AND ${bound('>=', '$3::bigint')}${more}
    ORDER BY ${all.map((column) => `${column} DESC`).join(', ')} LIMIT $4`
}

function wordsSql(within: string, after: string): string {
  const found = `SELECT e.id FROM ${at}.event e WHERE e.terms @@ s.query${within} OFFSET 0`
  return `SELECT s.no, ${idsOf(`SELECT m.id FROM (${found}) m${after} ORDER BY m.id DESC LIMIT $5`)} AS ids
    FROM unnest($1::int[], $2::tsquery[]) AS s (no, query)`
}

export const sourceSql = {
  /** Of whole slices: whatever the planner thinks of words and bounds, it must not read the events between one by one. */
  words: wordsSql('', ' WHERE m.id < $3 AND m.id >= $4'),
  /** Of a part of a slice: both indexes are asked, and of a common word only those events are read that are meant. */
  wordsOfPart: wordsSql(' AND e.id < $3 AND e.id >= $4', ''),
  hasWords: `SELECT e.id FROM ${at}.event e WHERE e.id = ANY ($1::bigint[])
    AND EXISTS (SELECT FROM unnest($2::tsquery[], $3::bigint[], $4::bigint[]) AS s (query, lowest, highest)
      WHERE e.id >= s.lowest AND e.id <= s.highest AND e.terms @@ s.query)`,
  place: `SELECT p.no, ${idsOf(between('event', 'id', ['e.place'], ['p.no']))} AS ids FROM unnest($1::int[]) AS p (no)`,
  hasPlace: `SELECT id FROM ${at}.event WHERE id = ANY ($1::bigint[]) AND place = ANY ($2::int[])`,
  time: `SELECT ${idsOf(`SELECT e.id FROM ${at}.event e WHERE e.id < $1 AND e.id >= $2 ORDER BY e.id DESC LIMIT $3`)} AS ids`,
  places: `SELECT no FROM ${at}.place WHERE ($1::text IS NULL OR namespace = $1) AND ($2::text IS NULL OR bus = $2)
    AND ($3::text IS NULL OR event_source = $3) AND ($4::text IS NULL OR event_name = $4) LIMIT ${placesMax + 1}`,
} as const

/** Values that next to no other event has, and where an index finds them; what is longer is looked at in what is found. */
export const ownValues = {
  eventId: { table: 'event', number: 'id', column: 'left(e.event_id, 512)' },
  deliveryId: { table: 'event', number: 'id', column: 'left(e.delivery_id, 512)' },
  traceId: { table: 'event', number: 'id', column: 'substr(e.traceparent, 4, 32)' },
  invocationId: { table: 'fate', number: 'event', column: 'e.invocation' },
  created: { table: 'fate', number: 'event', column: 'left(e.created, 512)' },
} as const satisfies Partial<Record<keyof HistoryQuery, { table: string; number: string; column: string }>>

type OwnValue = (typeof ownValues)[keyof typeof ownValues]

export const ownValueSql = ({ table, number, column }: OwnValue): string =>
  `SELECT ${idsOf(between(table, number, [column], ['$1::text'], ` AND ${column} <> ''`))} AS ids`

/** By ends, one range each; `names` says of which columns the parameters from the fifth on are. */
export function endedSql(names: readonly string[]): string {
  // There is an index for one of them.
  const [by, ...others] = names.map((name, nth) => [`e.${name}`, `$${nth + 5}::text`] as const)
  const columns = by === undefined ? [] : [by[0]]
  const values = by === undefined ? [] : [by[1]]
  const more = others.map(([column, value]) => ` AND ${column} = ${value}`).join('')
  const range = between('fate', 'event', [...columns, 'e.ended'], [...values, 'n.ended'], more)
  return `SELECT n.ended, ${idsOf(range)} AS ids FROM unnest($1::int[]) AS n (ended)`
}

/** What narrows a search. What is not here is looked at in the events that are found. */
export async function postgresSources(query: HistoryQuery, connection: Connection): Promise<Narrowed> {
  const own = Object.entries(ownValues).flatMap(([member, where]) => {
    // The table's members are those of a query that are texts.
    const value = query[member as keyof typeof ownValues]
    return value === undefined ? [] : [ownValueSource(where, value, connection)]
  })
  const ofWords = wordSource(query, connection)
  // Of such a value there is next to nothing: what is found is looked at.
  const others =
    own.length > 0
      ? []
      : [...fateSource(query, connection), ...(ofWords.length === 0 ? await placeSource(query, connection) : [])]
  const [first = timeSource(connection), ...rest] = [...own, ...ofWords, ...others]
  return { sources: [first, ...rest], knowsText: isExact(termsOf(query, wordLengthMax).sequences) }
}

/** Whether what the index gives has the words; what is cut says no more how it goes on. */
const isExact = (sequences: readonly Sequence[]): boolean =>
  !mayBeginTerms(sequences) && sequences.every(({ ways }) => ways.every((way) => way.length < wordLengthMax))

function wordSource(query: HistoryQuery, connection: Connection): IdSource[] {
  const terms = termsOf(query, wordLengthMax)
  if (terms.event.length + terms.sequences.length === 0) return []
  const all = { ...terms, event: [...terms.event, ...placeTermsOf(query)] }
  let slices: readonly Slice[] | undefined
  // Asked once a search: what comes meanwhile is newer than its first page.
  const known = async (): Promise<readonly Slice[]> =>
    (slices ??= await slicesWithin(0, Number.MAX_SAFE_INTEGER, connection))
  let spent = 0
  const readOn = sliceReader(all, known, connection, (cost) => (spent += cost))
  return [
    {
      async read(window) {
        const before = spent
        const { ids, next } = await readOn(window)
        return { ids, next, cost: spent - before }
      },
      async having(ids) {
        const [high, low] = [ids[0] ?? 0, ids.at(-1) ?? 0]
        const meant = (await known()).filter(({ lowest, highest }) => lowest <= high && highest >= low)
        const rows = await connection.query(sourceSql.hasWords, [
          ids,
          meant.map(({ no }) => wordsQuery(all, no)),
          meant.map((slice) => slice.lowest),
          meant.map((slice) => slice.highest),
        ])
        return new Set(rows.map((row) => Number(row['id'])))
      },
      readCost: costs.wordsRead,
      lookUpCost: costs.words,
    },
  ]
}

/** Terms are letters and digits, so that quotes hold them. */
function wordsQuery({ event, sequences }: Pick<QueryTerms, 'event' | 'sequences'>, slice: number): string {
  const one = (term: string): string => `'${slicedTerm(slice, term)}'`
  const followed = sequences.map(({ words, ways }) => {
    const last = ways.length === 0 ? [] : [`(${ways.map((way) => `${one(way)}:*`).join(' | ')})`]
    return `(${[...words.map(one), ...last].join(' <-> ')})`
  })
  return [...event.map(one), ...followed].join(' & ')
}

/** Reads the words of slices; `spent` is told what it took, about. */
function sliceReader(
  terms: Pick<QueryTerms, 'event' | 'sequences'>,
  known: () => Promise<readonly Slice[]>,
  connection: Connection,
  spent: (cost: number) => void,
) {
  return stretchReader(
    async ({ before, lowest, count }, parts) => {
      const open = (await known()).filter((slice) => slice.highest >= lowest && slice.lowest < before)
      const [newest] = open
      if (newest === undefined) return { ids: [], from: lowest }
      // Where nothing was received there is nothing to be read.
      const until = Math.min(before, newest.highest + 1)
      const span = (parts * (newest.highest - newest.lowest + 1)) / firstPart
      const stretch = stretchOf(open, Math.max(lowest, Math.floor(until - span)), until)
      const queries = stretch.slices.map(({ no }) => wordsQuery(terms, no))
      const values = [stretch.slices.map(({ no }) => no), queries, until, stretch.from, count]
      const text = isPart(stretch, until) ? sourceSql.wordsOfPart : sourceSql.words
      const { ids, next, cost } = mergeRanges(rangesIn(await connection.query(text, values), count), costs.wordsRead)
      spent(cost + stretch.slices.length * costs.slice)
      return { ids, from: next ?? stretch.from }
    },
    () => performance.now(),
  )
}

/** Whether a stretch is within one slice, and a small part of it. */
function isPart({ slices: [only, other], from }: Stretch, until: number): boolean {
  if (only === undefined || other !== undefined) return false
  return until - from <= (2 * (only.highest - only.lowest + 1)) / firstPart
}

interface Stretch {
  readonly slices: readonly Slice[]
  readonly from: number
}

/** The slices of a stretch, which begins later where they would be too many. */
function stretchOf(open: readonly Slice[], from: number, until: number): Stretch {
  const within = open.filter(({ highest }) => highest >= from)
  const next = (within[slicesAtOnceMax]?.highest ?? -1) + 1
  // Slices of events that came late lie over others: then they are asked for together.
  if (next <= from || next >= until) return { slices: within, from }
  return { slices: within.filter(({ highest }) => highest >= next), from: next }
}

function ownValueSource(where: OwnValue, value: string, connection: Connection): IdSource {
  const { table, number, column } = where
  const short = value.slice(0, ownLengthMax)
  return {
    read: ranged(ownValueSql(where), short, connection),
    async having(ids) {
      const text = `SELECT e.${number} AS id FROM ${at}.${table} e WHERE e.${number} = ANY ($1::bigint[]) AND ${column} = $2`
      return new Set((await connection.query(text, [ids, short])).map((row) => Number(row['id'])))
    },
    readCost: costs.read,
    lookUpCost: costs.fates,
  }
}

/** None: nothing is asked of what became of events. */
function fateSource({ sensor, trigger, namespace, ends }: HistoryQuery, connection: Connection): IdSource[] {
  if (sensor === undefined && trigger === undefined && ends === undefined) return []
  const isNamed = sensor !== undefined || trigger !== undefined
  const parts = { sensor, trigger, namespace: isNamed ? namespace : undefined }
  const set = Object.entries(parts).flatMap(([column, value]) =>
    value === undefined ? [] : [[column, value] as const],
  )
  const text = endedSql(set.map(([column]) => column))
  const names = set.map(([, value]) => value)
  const wanted = ends ?? Object.values(endWords)
  const conditions = set.map(([column], nth) => ` AND f.${column} = $${3 + nth}`).join('')
  const has = `SELECT DISTINCT f.event AS id FROM ${at}.fate f WHERE f.event = ANY ($1::bigint[]) AND f.ended = ANY ($2::int[])${conditions}`
  return [
    {
      async read({ before, lowest, count }) {
        const rows = await connection.query(text, [wanted, before, lowest, count, ...names])
        return mergeRanges(rangesIn(rows, count), costs.read)
      },
      async having(ids) {
        const rows = await connection.query(has, [ids, wanted, ...names])
        return new Set(rows.map((row) => Number(row['id'])))
      },
      readCost: costs.read,
      lookUpCost: costs.fates,
    },
  ]
}

/** None: where events came from is not asked, or it would be too many places. */
async function placeSource(
  { namespace, bus, eventSource, eventName }: HistoryQuery,
  connection: Connection,
): Promise<IdSource[]> {
  const names = [namespace, bus, eventSource, eventName]
  if (names.every((one) => one === undefined)) return []
  const rows = await connection.query(
    sourceSql.places,
    names.map((one) => one ?? null),
  )
  const places = rows.map((row) => Number(row['no']))
  if (places.length > placesMax) return []
  return [
    {
      read: ranged(sourceSql.place, places, connection),
      async having(ids) {
        const found = await connection.query(sourceSql.hasPlace, [ids, places])
        return new Set(found.map((row) => Number(row['id'])))
      },
      readCost: costs.read,
      lookUpCost: costs.place,
    },
  ]
}

function timeSource(connection: Connection): IdSource {
  return {
    async read({ before, lowest, count }) {
      return mergeRanges(rangesIn(await connection.query(sourceSql.time, [before, lowest, count]), count), costs.read)
    },
    having: (ids) => new Set(ids),
    readCost: costs.read,
    lookUpCost: costs.read,
  }
}

/** Reads what a statement gives for a value and a window. */
const ranged =
  (text: string, value: unknown, connection: Connection) =>
  async ({ before, lowest, count }: Window): Promise<Candidates> =>
    mergeRanges(rangesIn(await connection.query(text, [value, before, lowest, count]), count), costs.read)

function rangesIn(rows: readonly PgRow[], count: number): RangeRead[] {
  return rows.map((row) => {
    const { ids: text } = row
    const ids = typeof text === 'string' ? text.split(',').map(Number) : []
    return { ids, isCut: ids.length >= count }
  })
}
