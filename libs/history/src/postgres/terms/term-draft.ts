import { runsOf } from './occurrences.ts'
import { blockLengthMax, type TermRuns } from './term-blocks.ts'
import { NumberWriter } from './text-numbers.ts'

/** Characters of a run, about: a term with more of them has several blocks. */
const runLengthMax = blockLengthMax - 200

/** Occurrences that there is room for at first. */
const roomFirst = 16_384

/** Gathers where terms stand, event by event, and gives it term by term: one look-up and three numbers an occurrence. */
export class TermDraft {
  readonly #numbers = new Map<string, number>()
  readonly #ids: number[] = []
  /** Of each occurrence the number of its term, the number of its event here, and its place. */
  #terms = new Int32Array(roomFirst)
  #events = new Int32Array(roomFirst)
  #places = new Int32Array(roomFirst)
  #length = 0

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
    if (this.#length === this.#terms.length) this.#grow()
    this.#terms[this.#length] = number
    this.#events[this.#length] = this.#ids.length - 1
    this.#places[this.#length] = place
    this.#length += 1
  }

  #grow(): void {
    const larger = (from: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(2 * from.length)
      to.set(from)
      return to
    }
    this.#terms = larger(this.#terms)
    this.#events = larger(this.#events)
    this.#places = larger(this.#places)
  }

  runs(): TermRuns {
    const { starts, events, places } = this.#byTerm()
    const ordered = { ids: this.#ids, events, places }
    const how = { writer: new NumberWriter(), lengthMax: runLengthMax }
    const runs: TermRuns = new Map()
    for (const [term, number] of this.#numbers) {
      runs.set(term, runsOf(ordered, starts[number] ?? 0, starts[number + 1] ?? 0, how))
    }
    return runs
  }

  /** The occurrences by term, in their order: those of term `n` from `starts[n]` to `starts[n + 1]`. */
  #byTerm() {
    const starts = new Int32Array(this.#numbers.size + 1)
    for (let nth = 0; nth < this.#length; nth += 1) {
      const number = this.#terms[nth] ?? 0
      starts[number + 1] = (starts[number + 1] ?? 0) + 1
    }
    for (let number = 0; number < this.#numbers.size; number += 1) {
      starts[number + 1] = (starts[number + 1] ?? 0) + (starts[number] ?? 0)
    }
    const next = starts.slice()
    const events = new Int32Array(this.#length)
    const places = new Int32Array(this.#length)
    for (let nth = 0; nth < this.#length; nth += 1) {
      const number = this.#terms[nth] ?? 0
      const at = next[number] ?? 0
      events[at] = this.#events[nth] ?? 0
      places[at] = this.#places[nth] ?? 0
      next[number] = at + 1
    }
    return { starts, events, places }
  }
}
