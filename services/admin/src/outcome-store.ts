import { fromBinary } from '@bufbuild/protobuf'
import { OutcomeBatchSchema, type Outcome } from '@millrace/protocol/road'
import { setImmediate as breathe } from 'node:timers/promises'
import { countOutcomes, idNeedles, textNeedle } from './outcome-bytes.ts'

interface Batch {
  readonly bytes: Buffer
  readonly outcomes: number
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
}

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
  add(bytes: Uint8Array): boolean {
    const outcomes = countOutcomes(bytes)
    if (outcomes === undefined) return false
    // A copy: what came from the network is a view on a larger block, which would stay with it.
    this.#batches.push({ bytes: Buffer.from(bytes), outcomes })
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
    return id === '' ? [] : (await this.#search({ needles: idNeedles(id), test, max })).toReversed()
  }

  /** The newest outcomes, newest first, of a namespace and a sensor where they are not empty. */
  async newest(namespace: string, sensor: string, max: number): Promise<Outcome[]> {
    const test = (outcome: Outcome): boolean =>
      (namespace === '' || outcome.namespace === namespace) && (sensor === '' || outcome.sensor === sensor)
    const needles = sensor !== '' ? [textNeedle(sensor)] : namespace !== '' ? [textNeedle(namespace)] : []
    return this.#search({ needles, test, max })
  }

  /** Newest first. */
  async #search({ needles, test, max }: Search): Promise<Outcome[]> {
    const found: Outcome[] = []
    const batches = this.#batches.slice(this.#first)
    let decoded = 0
    let scanned = 0
    for (const { bytes } of batches.toReversed()) {
      scanned += 1
      if (scanned % scannedPerTurn === 0) await breathe()
      if (needles.length > 0 && !needles.some((needle) => bytes.includes(needle))) continue
      decoded += 1
      if (decoded % decodedPerTurn === 0) await breathe()
      for (const outcome of fromBinary(OutcomeBatchSchema, bytes).outcomes.toReversed()) {
        if (!test(outcome)) continue
        found.push(outcome)
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
