import { runsOf } from './occurrences.ts'
import { blockLengthMax, type TermRuns } from './term-blocks.ts'
import { NumberWriter } from './text-numbers.ts'

/** Characters of a run, about: a term with more of them has several blocks. */
const runLengthMax = blockLengthMax - 200

/** Gathers where terms stand, event by event, and gives it term by term: one look-up and three numbers an occurrence. */
export class TermDraft {
  readonly #numbers = new Map<string, number>()
  readonly #ids: number[] = []
  /** Of each occurrence the number of its term, the number of its event here, and its place. */
  readonly #terms: number[] = []
  readonly #events: number[] = []
  readonly #places: number[] = []

  /** The lowest and the highest number of its events; undefined: there is none. */
  get span(): { readonly lowest: number; readonly highest: number } | undefined {
    const [lowest, highest] = [this.#ids[0], this.#ids.at(-1)]
    return lowest === undefined || highest === undefined ? undefined : { lowest, highest }
  }

  /** What is added from now on is of this event. Throws a RangeError where its number is not above those before. */
  begin(id: number): void {
    if (id <= (this.#ids.at(-1) ?? -1)) throw new RangeError(`event ${id} comes after ${this.#ids.at(-1)}`)
    this.#ids.push(id)
  }

  /** Places of a term in an event grow; 0: it stands at none. */
  add(term: string, place: number): void {
    let number = this.#numbers.get(term)
    if (number === undefined) this.#numbers.set(term, (number = this.#numbers.size))
    this.#terms.push(number)
    this.#events.push(this.#ids.length - 1)
    this.#places.push(place)
  }

  runs(): TermRuns {
    const { starts, order } = this.#byTerm()
    const writer = new NumberWriter()
    const runs: TermRuns = new Map()
    for (const [term, number] of this.#numbers) {
      const [from = 0, until = 0] = [starts[number], starts[number + 1]]
      const at = (nth: number): number => order[from + nth] ?? 0
      const own = {
        length: until - from,
        idOf: (nth: number): number => this.#ids[this.#events[at(nth)] ?? 0] ?? 0,
        placeOf: (nth: number): number => this.#places[at(nth)] ?? 0,
      }
      runs.set(term, runsOf(own, writer, runLengthMax))
    }
    return runs
  }

  /** Which occurrences each term has, in their order: those of term `n` from `starts[n]` to `starts[n + 1]`. */
  #byTerm(): { readonly starts: Int32Array; readonly order: Int32Array } {
    const starts = new Int32Array(this.#numbers.size + 1)
    for (const number of this.#terms) starts[number + 1] = (starts[number + 1] ?? 0) + 1
    for (let number = 0; number < this.#numbers.size; number += 1) {
      starts[number + 1] = (starts[number + 1] ?? 0) + (starts[number] ?? 0)
    }
    const next = starts.slice()
    const order = new Int32Array(this.#terms.length)
    for (const [nth, number] of this.#terms.entries()) {
      const at = next[number] ?? 0
      order[at] = nth
      next[number] = at + 1
    }
    return { starts, order }
  }
}
