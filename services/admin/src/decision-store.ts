import { fromBinary } from '@bufbuild/protobuf'
import {
  DecisionBatchSchema,
  type DecidedEvent,
  type Decision,
  type DecisionGroup,
  type FilterTest,
  type Listener,
} from '@millrace/protocol/road'
import { setImmediate as breathe } from 'node:timers/promises'
import { idNeedles } from './outcome-bytes.ts'

/** A decision with what its group says about it. */
export interface ToldDecision {
  readonly decision: Decision
  readonly event: DecidedEvent
  /** Undefined where no trigger is meant. */
  readonly listener: Listener | undefined
  readonly test: FilterTest | undefined
  readonly decidedAtUs: bigint
}

/** Messages whose bytes are looked through before others get a turn. */
const scannedPerTurn = 1_024

/**
 * The newest decisions, as the bytes they came in: taking one in costs next to nothing, and a question looks through the
 * bytes and decodes only what may be an answer.
 */
export class DecisionStore {
  readonly #bytesMax: number
  #messages: Buffer[] = []
  /** Messages before this are forgotten; they are cut off in bulk. */
  #first = 0
  #bytes = 0

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax
  }

  /** Bytes that are kept. */
  get bytes(): number {
    return this.#bytes
  }

  /** Keeps an encoded `DecisionBatch`. */
  add(bytes: Uint8Array): void {
    // A copy: what came from the network is a view on a larger block, which would stay with it.
    this.#messages.push(Buffer.from(bytes))
    this.#bytes += bytes.length
    while (this.#bytes > this.#bytesMax && this.#first < this.#messages.length - 1) this.#forgetOldest()
  }

  clear(): void {
    this.#messages = []
    this.#first = 0
    this.#bytes = 0
  }

  /** The decisions about an event id, delivery id or invocation id, oldest first; of more than `max` the newest. */
  async byId(id: string, max: number): Promise<ToldDecision[]> {
    if (id === '') return []
    const needles = idNeedles(id)
    const found: ToldDecision[] = []
    let scanned = 0
    for (const bytes of this.#messages.slice(this.#first).toReversed()) {
      scanned += 1
      if (scanned % scannedPerTurn === 0) await breathe()
      if (!needles.some((needle) => bytes.includes(needle))) continue
      found.push(
        ...groupsIn(bytes)
          .flatMap((group) => toldIn(group, id))
          .toReversed(),
      )
      if (found.length >= max) break
    }
    return found.slice(0, max).toReversed()
  }

  #forgetOldest(): void {
    this.#bytes -= this.#messages[this.#first]?.length ?? 0
    this.#first += 1
    if (this.#first * 2 < this.#messages.length) return
    this.#messages = this.#messages.slice(this.#first)
    this.#first = 0
  }
}

/** Bytes that are no batch hold no decisions. */
function groupsIn(bytes: Uint8Array): readonly DecisionGroup[] {
  try {
    return fromBinary(DecisionBatchSchema, bytes).groups
  } catch {
    return []
  }
}

/** Indices count from 1; 0 says that there is none. */
function toldIn({ events, listeners, tests, decisions, decidedAtUs }: DecisionGroup, id: string): ToldDecision[] {
  return decisions.flatMap((decision) => {
    const event = events[decision.event - 1]
    if (event === undefined) return []
    if (event.eventId !== id && event.deliveryId !== id && decision.invocationId !== id) return []
    // One that says of several listeners that they decided alike is one for each of them.
    return Array.from({ length: Math.min(decision.more, listeners.length) + 1 }, (_, nth) => ({
      decision,
      event,
      listener: listeners[decision.listener - 1 + nth],
      test: tests[decision.test - 1 + nth],
      decidedAtUs,
    }))
  })
}
