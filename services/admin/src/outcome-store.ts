import { fromBinary } from '@bufbuild/protobuf'
import { OutcomeBatchSchema, type Outcome, type Result } from '@millrace/protocol/road'
import { setImmediate as breathe } from 'node:timers/promises'
import { countOutcomes, idNeedles, textNeedle } from './outcome-bytes.ts'

interface Batch {
  readonly bytes: Buffer
  readonly outcomes: number
  readonly place: BatchPlace
}

/** Where a batch stands on its stream. */
export interface BatchPlace {
  readonly seq: number
  /** Microseconds since the Unix epoch. */
  readonly storedAtUs: number
}

/** Which outcomes; what is left out means all. Times are microseconds since the Unix epoch. */
export interface OutcomesWanted {
  readonly namespace?: string
  readonly sensor?: string
  readonly trigger?: string
  readonly results?: readonly Result[]
  /** Finished then or later. */
  readonly sinceUs?: number
  /** Finished before. */
  readonly untilUs?: number
}

/** An outcome and where it stands: in which message, and at which place of it. */
export interface PlacedOutcome {
  readonly outcome: Outcome
  readonly seq: number
  readonly nth: number
}

/** Batches that are decoded before others get a turn. */
const decodedPerTurn = 64
/** Batches whose bytes are looked through before others get a turn. */
const scannedPerTurn = 4_096

/** What a search wants: the outcomes for which `test` holds, among the batches that hold one of the needles. */
interface Search {
  readonly needles: readonly Buffer[]
  readonly test: (outcome: Outcome) => boolean
  readonly max: number
  /** Only what stands before this is looked at: a message, and a place in it. */
  readonly before?: readonly [seq: number, nth: number]
  /** Batches that were stored earlier end the search. */
  readonly storedSinceUs?: number
}

/** Clocks of several machines: an outcome may have been finished this much after it was stored. Microseconds. */
const clockSlackUs = 60_000_000

/**
 * The newest outcomes, as the bytes they came in. Taking one in costs next to nothing, so admin may follow any load; a
 * question looks through the bytes, some milliseconds for 50,000 outcomes, and decodes only what may be an answer.
 */
export class OutcomeStore {
  readonly #outcomesMax: number
  #batches: Batch[] = []
  /** Batches before this are forgotten; they are cut off in bulk. */
  #first = 0
  #outcomes = 0

  constructor(outcomesMax: number) {
    this.#outcomesMax = outcomesMax
  }

  /** Outcomes that are kept. Whole batches are forgotten, so it may be fewer than the bound. */
  get size(): number {
    return this.#outcomes
  }

  /** Keeps the outcomes of an encoded `OutcomeBatch`. Bytes that are no batch are refused: false. */
  add(bytes: Uint8Array, place: BatchPlace = { seq: 0, storedAtUs: Infinity }): boolean {
    const outcomes = countOutcomes(bytes)
    if (outcomes === undefined) return false
    // A copy: what came from the network is a view on a larger block, which would stay with it.
    this.#batches.push({ bytes: Buffer.from(bytes), outcomes, place })
    this.#outcomes += outcomes
    while (this.#outcomes > this.#outcomesMax && this.#first < this.#batches.length - 1) this.#forgetOldest()
    return true
  }

  clear(): void {
    this.#batches = []
    this.#first = 0
    this.#outcomes = 0
  }

  /** The outcomes of an event id, delivery id or invocation id, oldest first. */
  async byId(id: string, max: number): Promise<Outcome[]> {
    const test = ({ invocationId, events }: Outcome): boolean =>
      invocationId === id || events.some(({ eventId, deliveryId }) => eventId === id || deliveryId === id)
    if (id === '') return []
    return (await this.#search({ needles: idNeedles(id), test, max })).map(({ outcome }) => outcome).toReversed()
  }

  /** The newest outcomes that are wanted, newest first. */
  async newest(wanted: OutcomesWanted, max: number): Promise<Outcome[]> {
    return (await this.page(wanted, undefined, max)).map(({ outcome }) => outcome)
  }

  /** The same from before a place on, with their places. */
  page(wanted: OutcomesWanted, before: readonly [number, number] | undefined, max: number): Promise<PlacedOutcome[]> {
    const { namespace = '', sensor = '', trigger = '', results = [], sinceUs = 0, untilUs = Infinity } = wanted
    const test = (outcome: Outcome): boolean =>
      (namespace === '' || outcome.namespace === namespace) &&
      (sensor === '' || outcome.sensor === sensor) &&
      (trigger === '' || outcome.trigger === trigger) &&
      (results.length === 0 || results.includes(outcome.result)) &&
      Number(outcome.finishedAtUs) >= sinceUs &&
      Number(outcome.finishedAtUs) < untilUs
    const rarest = [trigger, sensor, namespace].find((name) => name !== '')
    const needles = rarest === undefined ? [] : [textNeedle(rarest)]
    const where = before === undefined ? {} : { before }
    return this.#search({ needles, test, max, storedSinceUs: sinceUs - clockSlackUs, ...where })
  }

  /** Newest first. */
  async #search({ needles, test, max, before, storedSinceUs = 0 }: Search): Promise<PlacedOutcome[]> {
    const found: PlacedOutcome[] = []
    const batches = this.#batches.slice(this.#first)
    let decoded = 0
    let scanned = 0
    for (const { bytes, place } of batches.toReversed()) {
      if (place.storedAtUs < storedSinceUs) return found
      if (before !== undefined && place.seq > before[0]) continue
      scanned += 1
      if (scanned % scannedPerTurn === 0) await breathe()
      if (needles.length > 0 && !needles.some((needle) => bytes.includes(needle))) continue
      decoded += 1
      if (decoded % decodedPerTurn === 0) await breathe()
      const { outcomes } = fromBinary(OutcomeBatchSchema, bytes)
      for (const [nth, outcome] of [...outcomes.entries()].toReversed()) {
        if (before !== undefined && place.seq === before[0] && nth >= before[1]) continue
        if (test(outcome)) found.push({ outcome, seq: place.seq, nth })
        if (found.length >= max) return found
      }
    }
    return found
  }

  #forgetOldest(): void {
    this.#outcomes -= this.#batches[this.#first]?.outcomes ?? 0
    this.#first += 1
    if (this.#first * 2 < this.#batches.length) return
    this.#batches = this.#batches.slice(this.#first)
    this.#first = 0
  }
}
