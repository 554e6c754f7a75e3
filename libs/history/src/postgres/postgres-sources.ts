import { endWords } from '../ends.ts'
import { mayBeginTerms, placeTermsOf, termsOf, type HistoryQuery, type Sequence } from '../query.ts'
import type { Candidates, IdSource, Narrowed, Window } from '../search/id-source.ts'
import { mergeRanges, type RangeRead } from '../search/merge-ranges.ts'
import type { Connection, PgRow } from './connection.ts'
import { schemaName as at } from './schema.ts'
import { wordLengthMax } from './terms/put-terms.ts'
import { knownSegments, termSource, type KnownSegments } from './terms/term-source.ts'

/** Places whose events are merged at most; with more, something else leads the way. */
const placesMax = 512
/** As measured on a million events: see `IdSource`. */
const costs = { read: 2.5, fates: 8, place: 6 } as const

/** Numbers come as one text a range: a row a number costs more than the number. */
const idsOf = (rows: string): string => `(SELECT string_agg(x.id::text, ',') FROM (${rows}) x)`

/**
 * The highest numbers of those with this value, between the parameters $3 and $2, $4 at most. Bounds and order name the value too: what
 * an index has in another order is not taken for a short cut, however common a value seems to be. Of a bound of rows Postgres heeds
 * the first column alone where a range has nothing more: so `names`, by which an index begins, are no part of it, and are
 * asked for as one of an array, which leaves them in the order.
 */
function between(
  table: 'event' | 'fate',
  number: string,
  [column, value]: readonly [column: string, value: string],
  names: readonly (readonly [column: string, value: string])[] = [],
): string {
  const [by, ...others] = names
  const index = by === undefined ? '' : `${by[0]} = ANY (ARRAY[${by[1]}]) AND `
  const more = others.map(([name, own]) => ` AND ${name} = ${own}`).join('')
  const order = [...(by === undefined ? [] : [by[0]]), column, `e.${number}`]
  return `SELECT e.${number} AS id FROM ${at}.${table} e WHERE ${index}(${column}, e.${number}) < (${value}, $2::bigint)
      AND (${column}, e.${number}) >= (${value}, $3::bigint)${more}
    ORDER BY ${order.map((one) => `${one} DESC`).join(', ')} LIMIT $4`
}

export const sourceSql = {
  place: `SELECT p.no, ${idsOf(between('event', 'id', ['e.place', 'p.no']))} AS ids FROM unnest($1::int[]) AS p (no)`,
  hasPlace: `SELECT id FROM ${at}.event WHERE id = ANY ($1::bigint[]) AND place = ANY ($2::int[])`,
  time: `SELECT ${idsOf(`SELECT e.id FROM ${at}.event e WHERE e.id < $1 AND e.id >= $2 ORDER BY e.id DESC LIMIT $3`)} AS ids`,
  places: `SELECT no FROM ${at}.place WHERE ($1::text IS NULL OR namespace = $1) AND ($2::text IS NULL OR bus = $2)
    AND ($3::text IS NULL OR event_source = $3) AND ($4::text IS NULL OR event_name = $4) LIMIT ${placesMax + 1}`,
} as const

/** By ends, one range each; `names` says of which columns the parameters from the fifth on are: there is an index for the first. */
export function endedSql(names: readonly string[]): string {
  const values = names.map((name, nth) => [`e.${name}`, `$${nth + 5}::text`] as const)
  return `SELECT n.ended, ${idsOf(between('fate', 'event', ['e.ended', 'n.ended'], values))} AS ids FROM unnest($1::int[]) AS n (ended)`
}

/** What narrows a search. What is not here is looked at in the events that are found. */
export async function postgresSources(query: HistoryQuery, connection: Connection): Promise<Narrowed> {
  const { own, event, sequences, fate } = termsOf(query, wordLengthMax)
  let known: Promise<KnownSegments> | undefined
  const ofTerms = (terms: readonly string[], followed: readonly Sequence[] = []): IdSource[] =>
    terms.length + followed.length === 0
      ? []
      : [termSource({ terms, sequences: followed }, () => (known ??= knownSegments(connection)), connection)]
  // Of one that was only heard of its ids are known, and no more; what became of it was told apart from it.
  const ofOne = [...ofTerms(own), ...ofTerms(fate)]
  const hasWords = event.length + sequences.length > 0
  const ofWords = hasWords ? ofTerms([...event, ...placeTermsOf(query)], sequences) : []
  // Of what is found by its ids there is next to nothing: the rest is looked at.
  const others =
    ofOne.length > 0
      ? []
      : [...fateSource(query, connection), ...(hasWords ? [] : await placeSource(query, connection))]
  const [first = timeSource(connection), ...rest] = [...ofOne, ...ofWords, ...others]
  return { sources: [first, ...rest], knowsText: isExact(sequences) }
}

/** Whether what the index gives has the words; what is cut says no more how it goes on. */
const isExact = (sequences: readonly Sequence[]): boolean =>
  !mayBeginTerms(sequences) && sequences.every(({ ways }) => ways.every((way) => way.length < wordLengthMax))

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
