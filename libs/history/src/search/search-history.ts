import type { Maybe } from '../driver.ts'
import { firstIdAt } from '../event-ids.ts'
import { searchedText } from '../project/terms.ts'
import { checkQuery, countedMax, type FoundEvent, type HistoryPage, type HistoryQuery, type Total } from '../query.ts'
import { readText, textTest } from '../text-query.ts'
import type { Candidates, Narrowed, Window } from './id-source.ts'
import { intersect } from './intersect.ts'
import { matches } from './matches.ts'

/** What a database is searched by. */
export interface SearchIndex {
  narrowed(query: HistoryQuery): Maybe<Narrowed>
  /** What looking at the data of one event takes, about. Microseconds. */
  readonly dataCost: number
  /** The data of these events. */
  dataOf(ids: readonly number[]): Maybe<ReadonlyMap<number, Uint8Array>>
  /** These events, whole. */
  eventsOf(ids: readonly number[]): Maybe<ReadonlyMap<number, FoundEvent>>
  /**
   * A search that takes longer says how far it came: the same work takes longer than it costs where others want the
   * processor or the disk too. Milliseconds, on a clock that only goes forward.
   */
  readonly searchMaxMs: number
  readonly nowMs: () => number
}

/** What finding candidates may take, about: then a search says how far it came. Microseconds of the database's work. */
const costMax = 15_000
/** What counting on may take, beyond what the page took. */
const countCostMax = 4_000
/** Events that one search looks at, at most. */
const lookedAtMax = 2_000
/** Candidates that are taken at a time, and events whose data is looked at at a time. */
const blockMax = 2_000
const sliceMax = 100
const sliceMin = 10
/** What became of one event at so many triggers is given; the search knows of all. */
const fatesMax = 200

/** Searches, newest first. Rejects with `query-invalid`. */
export async function searchHistory(query: HistoryQuery, index: SearchIndex): Promise<HistoryPage> {
  checkQuery(query)
  const startedMs = index.nowMs()
  const lowest = query.fromUs === undefined ? 0 : firstIdAt(query.fromUs)
  const above = query.untilUs === undefined ? Number.MAX_SAFE_INTEGER : firstIdAt(query.untilUs + 1_000)
  const before = Math.min(above, query.before ?? above)
  const { sources, knowsText } = await index.narrowed(query)
  const next = await intersect(sources, { before, lowest })
  const hasText = knowsText || query.text === undefined ? undefined : textTest(readText(query.text))
  return new Run(query, index, { next, hasText, isLate: () => index.nowMs() - startedMs >= index.searchMaxMs }).page({
    before,
    lowest,
  })
}

/** How candidates are found, and what is left to be looked at in them. */
interface Found {
  readonly next: (window: Window) => Promise<Candidates>
  /** Undefined: they have the text that is asked for. */
  readonly hasText: ((text: string) => boolean) | undefined
  readonly isLate: () => boolean
}

class Run {
  readonly #query: HistoryQuery
  readonly #index: SearchIndex
  readonly #next: Found['next']
  readonly #hasText: Found['hasText']
  readonly #isLate: Found['isLate']
  readonly #events: FoundEvent[] = []
  #cost = 0
  #looked = 0

  constructor(query: HistoryQuery, index: SearchIndex, { next, hasText, isLate }: Found) {
    this.#query = query
    this.#index = index
    this.#next = next
    this.#hasText = hasText
    this.#isLate = isLate
  }

  async page({ before: highest, lowest }: Omit<Window, 'count'>): Promise<HistoryPage> {
    let before: number | undefined = highest
    let count = Math.min(this.#query.limit + 1, blockMax)
    while (before !== undefined) {
      // The first block is looked at however late it is: else nobody would come any further.
      if (this.#cost >= costMax || (before < highest && this.#isLate())) return this.#cut(before)
      const block = await this.#next({ before, lowest, count })
      this.#cost += block.cost
      for (let at = 0; at < block.ids.length;) {
        const some = block.ids.slice(at, at + this.#sliceOf())
        const stopped = await this.#look(some)
        if (stopped !== undefined) return this.#ended(stopped, block, lowest)
        at += some.length
      }
      before = block.next
      count = Math.min(count * 2, blockMax)
    }
    return { events: this.#events, next: undefined, total: { events: this.#events.length, isBound: false } }
  }

  /** Not many more than the page still takes: what is looked at in vain has been read in vain. */
  #sliceOf(): number {
    const wanted = this.#query.limit - this.#events.length + 1
    return Math.min(sliceMax, this.#hasText === undefined ? wanted : Math.max(wanted, sliceMax))
  }

  /** Takes those that are what is searched for; gives the first that was not looked at, where that was enough. */
  async #look(ids: readonly number[]): Promise<number | undefined> {
    const open = this.#leftToLookAt()
    const looked = ids.slice(0, open)
    this.#looked += looked.length
    const likely = await this.#withText(looked)
    const events = likely.length === 0 ? new Map<number, FoundEvent>() : await this.#index.eventsOf(likely)
    for (const id of likely) {
      const event = events.get(id)
      if (event === undefined || !matches(event, this.#query)) continue
      if (this.#events.length >= this.#query.limit) return id
      this.#events.push({ ...event, fates: event.fates.slice(0, fatesMax) })
    }
    return ids[open]
  }

  #leftToLookAt(): number {
    if (this.#looked > 0 && this.#isLate()) return 0
    const left = Math.max(0, lookedAtMax - this.#looked)
    if (this.#hasText === undefined) return left
    // At least some: else a search that took all to find them would come no further.
    return Math.min(left, Math.max(sliceMin, Math.floor((costMax - this.#cost) / this.#index.dataCost)))
  }

  async #withText(ids: readonly number[]): Promise<readonly number[]> {
    const hasText = this.#hasText
    if (hasText === undefined || ids.length === 0) return ids
    this.#cost += ids.length * this.#index.dataCost
    const data = await this.#index.dataOf(ids)
    return ids.filter((id) => hasText(searchedText(data.get(id) ?? nothing)))
  }

  async #ended(id: number, block: Candidates, lowest: number): Promise<HistoryPage> {
    const page = this.#cut(id + 1)
    const isFull = this.#events.length >= this.#query.limit
    return isFull && this.#isCountable() ? { ...page, total: await this.#count(id, block, lowest) } : page
  }

  #cut(next: number): HistoryPage {
    return { events: this.#events, next, total: { events: this.#events.length, isBound: true } }
  }

  /** Where every candidate is what is searched for: what only their data or a time within a millisecond decides is not counted. */
  #isCountable(): boolean {
    const { before, fromUs = 0, untilUs = 0 } = this.#query
    return before === undefined && this.#hasText === undefined && fromUs % 1_000 === 0 && untilUs % 1_000 === 0
  }

  async #count(from: number, block: Candidates, lowest: number): Promise<Total> {
    let events = this.#events.length + block.ids.filter((id) => id <= from).length
    const enough = this.#cost + countCostMax
    let before = block.next
    while (before !== undefined && events <= countedMax && this.#cost < enough && !this.#isLate()) {
      const more = await this.#next({ before, lowest, count: Math.min(blockMax, countedMax + 1 - events) })
      this.#cost += more.cost
      events += more.ids.length
      before = more.next
    }
    const isBound = before !== undefined || events > countedMax
    return { events: Math.min(events, countedMax), isBound }
  }
}

const nothing = new Uint8Array()
