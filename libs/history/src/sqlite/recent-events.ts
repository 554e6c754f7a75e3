import type { KeptEvent } from '../driver.ts'
import { numberOf, type Statements } from './statements.ts'

/** Events that are remembered at least, and at most twice as many: some seconds of a busy road. */
const rememberedMin = 32_768

interface Recent extends KeptEvent {
  hasFates: boolean
}

/**
 * The events that were written last: what becomes of one is told soon after it, and what is known of it need not be read
 * again. From {@link RecentEvents.from} on it has all that there are. Only of use to the connection that writes.
 */
export class RecentEvents {
  readonly #statements: Statements
  #from: number | undefined
  #newer = new Map<number, Recent>()
  #older = new Map<number, Recent>()

  constructor(statements: Statements) {
    this.#statements = statements
  }

  /** Whatever is not remembered with this number or a higher one is not there. */
  get from(): number {
    return (this.#from ??= numberOf(this.#statements.first(highestSql)?.['id']) + 1)
  }

  get(id: number): Readonly<Recent> | undefined {
    return this.#newer.get(id) ?? this.#older.get(id)
  }

  /** An event was written. Those below {@link from} are not remembered. */
  keep(event: KeptEvent): void {
    if (event.id < this.from) return
    const before = this.get(event.id)
    this.#newer.set(event.id, { ...event, hasFates: before?.hasFates ?? false })
    if (this.#newer.size < rememberedMin) return
    for (const id of this.#older.keys()) this.#from = Math.max(this.from, id + 1)
    this.#older = this.#newer
    this.#newer = new Map()
  }

  /** What became of it was written. */
  tellFate(id: number): void {
    const event = this.#newer.get(id) ?? this.#older.get(id)
    if (event !== undefined) event.hasFates = true
  }

  /** Events below this number were dropped. */
  dropBelow(id: number): void {
    if (id > this.from) this.forget()
  }

  /** Reads all from the file again. */
  forget(): void {
    this.#from = undefined
    this.#newer.clear()
    this.#older.clear()
  }
}

const highestSql = 'SELECT max(id) AS id FROM event'
