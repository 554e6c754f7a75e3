import type { IdSource } from '../../search/id-source.ts'
import { stretchReader } from '../../search/stretch-reader.ts'
import type { Connection } from '../connection.ts'
import { schemaName as at } from '../schema.ts'
import { answer, termsToRead, type AskedTerms, type ReadTerm } from './ask-terms.ts'
import type { Segment } from './merged-segments.ts'
import { noOccurrences, type Occurrences } from './occurrences.ts'
import { segmentOf } from './put-terms.ts'
import { readTerm } from './term-blocks.ts'

/** Characters of the segments that the first stretch has at least, and further ones so many times: see `stretchReader`. */
const stretchLength = 500_000
/** With what lies over it a stretch is so many times longer at most. */
const overMax = 3
/** As measured on a million events: a look for a term in a segment, a character of what is found, an event. Microseconds. */
const costs = { look: 10, character: 0.012, read: 3, lookUp: 30 } as const
/** Above any letter or digit. */
const afterAll = '~'

/** Which blocks of segment `s` may have a term. */
function holds(block: string, term: string): string {
  return `${block}.segment = s.no AND ${block}.first <= ${term}.high AND strpos(${block}.body, ${term}.low) > 0
      AND ${block}.first >= coalesce((SELECT f.first FROM ${at}.block f WHERE f.segment = s.no AND f.first <= ${term}.low
        ORDER BY f.segment DESC, f.first DESC LIMIT 1), '')`
}

export const termSql = {
  /** With the oldest event's number: what is below was forgotten, and its terms not yet. */
  segments: `SELECT no, length, lowest, highest, (SELECT id FROM ${at}.event ORDER BY id LIMIT 1) AS oldest FROM ${at}.segment`,
  /**
   * What may have terms ($2 to $3) of segments ($1): blocks from the last that begins with it or before on; of segments alone that
   * may have all that must be there ($4).
   */
  blocks: `SELECT s.nth AS segment, t.nth AS term, b.body
    FROM unnest($1::bigint[]) WITH ORDINALITY AS s (no, nth)
    CROSS JOIN unnest($2::text[], $3::text[]) WITH ORDINALITY AS t (low, high, nth)
    JOIN ${at}.block b ON ${holds('b', 't')}
    WHERE (SELECT coalesce(bool_and(EXISTS (SELECT FROM ${at}.block o WHERE ${holds('o', 'm')})), true)
      FROM unnest($2::text[], $3::text[], $4::boolean[]) AS m (low, high, must) WHERE m.must)`,
} as const

/** The segments that there are, the newest first, and the oldest event's number; asked once a search. */
export interface KnownSegments {
  readonly segments: readonly Segment[]
  readonly oldest: number
}

export async function knownSegments(connection: Connection): Promise<KnownSegments> {
  const rows = await connection.query(termSql.segments)
  const segments = rows.map(segmentOf).sort((a, b) => b.highest - a.highest)
  return { segments, oldest: Number(rows[0]?.['oldest'] ?? 0) }
}

/** The events that have all these terms. */
export function termSource(asked: AskedTerms, known: () => Promise<KnownSegments>, connection: Connection): IdSource {
  let spent = 0
  const readIn = async (segments: readonly Segment[]): Promise<readonly number[]> => {
    const { found, cost } = await readSegments(asked, segments, connection)
    spent += cost
    const { oldest } = await known()
    return found.filter((id) => id >= oldest)
  }
  const readOn = stretchReader(
    async ({ before, lowest, count }, units) => {
      const open = (await known()).segments.filter((one) => one.highest >= lowest && one.lowest < before)
      const taken = stretchOf(open, before, units * stretchLength)
      const from = Math.max(lowest, (open[taken.length]?.highest ?? -1) + 1)
      const ids = (await readIn(taken)).filter((id) => id < before && id >= from)
      const newest = ids.toSorted((a, b) => b - a).slice(0, count)
      return { ids: newest, from: ids.length > count ? (newest.at(-1) ?? from) : from }
    },
    () => performance.now(),
  )
  return {
    async read(window) {
      const before = spent
      const { ids, next } = await readOn(window)
      return { ids, next, cost: spent - before }
    },
    async having(ids) {
      const { segments } = await known()
      const meant = segments.filter(({ lowest, highest }) => ids.some((id) => id >= lowest && id <= highest))
      const found = new Set(await readIn(meant))
      return new Set(ids.filter((id) => found.has(id)))
    },
    readCost: costs.read,
    lookUpCost: costs.lookUp,
  }
}

/**
 * The newest until they have so many characters, and those that lie over the last of them: else the next stretch would read it once more. At
 * least those that reach to the end of the window: else it came no further.
 */
function stretchOf(open: readonly Segment[], before: number, length: number): readonly Segment[] {
  const sums: number[] = []
  for (const one of open) sums.push((sums.at(-1) ?? 0) + one.length)
  const enough = sums.findIndex((sum) => sum >= length)
  if (enough < 0) return open
  const { lowest = 0 } = open[enough] ?? {}
  const most = overMax * (sums[enough] ?? 0)
  const over = open.findIndex((one, at) => at > enough && (one.highest < lowest || (sums[at] ?? 0) > most))
  const reaching = open.filter(({ highest }) => highest >= before - 1).length
  return open.slice(0, Math.max(over < 0 ? open.length : over, reaching))
}

/** The events that have what is asked for, each once. */
async function readSegments(asked: AskedTerms, segments: readonly Segment[], connection: Connection) {
  if (segments.length === 0) return { found: [], cost: 0 }
  const terms = termsToRead(asked)
  const rows = await connection.query(termSql.blocks, [
    segments.map(({ no }) => no),
    terms.map(({ term }) => term),
    terms.map(({ term, isBegun }) => (isBegun ? term + afterAll : term)),
    terms.map(({ isBegun }) => !isBegun),
  ])
  const found = new Set<number>()
  let characters = 0
  for (const [nth, own] of Map.groupBy(rows, (row) => Number(row['segment']))) {
    const base = segments[nth - 1]?.lowest ?? 0
    const looks = terms.map((term) => ({ term, found: noOccurrences() }))
    for (const row of own) {
      const look = looks[Number(row['term']) - 1]
      const body = String(row['body'])
      characters += body.length
      if (look !== undefined) readTerm(body, { ...look.term, base }, look.found)
    }
    for (const id of answer(asked, (term) => readOf(looks, term))) found.add(id)
  }
  return { found: [...found], cost: segments.length * terms.length * costs.look + characters * costs.character }
}

interface Look {
  readonly term: ReadTerm
  readonly found: Occurrences
}

function readOf(looks: readonly Look[], { term, isBegun }: ReadTerm): Occurrences {
  const look = looks.find((one) => one.term.term === term && one.term.isBegun === isBegun)
  return look?.found ?? noOccurrences()
}
