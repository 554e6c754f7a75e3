import type { Bus } from '@millrace/bus'
import { readBetween, readFrom } from '../read-tail.ts'
import { isWanted, type WantedEvents } from './event-filter.ts'
import { batchOf } from './find-events.ts'
import type { PlacedDelivery } from './recorded-event.ts'

/** Everything before this message and place of it is still to be told. */
export type Bound = readonly [seq: number, nth: number]

/** Messages that are read at a time, growing while nothing is found. */
const chunkMin = 32
const chunkMax = 2_048
/** Clocks of several machines may differ by so much. Microseconds. */
const slackUs = 60_000_000

/** Reads one record from its end back, and keeps what is wanted. It holds one chunk at most. */
export class BackwardRecord {
  readonly stream: string
  readonly #bus: Bus
  readonly #wanted: WantedEvents
  #found: PlacedDelivery[] = []
  /** Messages from here on have been read. */
  #before: number
  #first: number
  #bound: Bound
  #left: number
  #chunk = chunkMin

  private constructor(
    bus: Bus,
    stream: string,
    wanted: WantedEvents,
    at: { first: number; bound: Bound; max: number },
  ) {
    this.#bus = bus
    this.stream = stream
    this.#wanted = wanted
    this.#first = at.first
    this.#bound = at.bound
    // The message of the bound itself may hold more.
    this.#before = at.bound[1] > 0 ? at.bound[0] + 1 : at.bound[0]
    this.#left = at.max
  }

  /** Opens a record behind a bound, or at its end. It reads `max` messages at most. */
  static async open(
    bus: Bus,
    stream: string,
    wanted: WantedEvents,
    { bound, max }: { readonly bound: Bound | undefined; readonly max: number },
  ): Promise<BackwardRecord> {
    const { state } = await bus.manager.streams.info(stream)
    const end = bound ?? [await endOf(bus, stream, wanted.untilUs, state.last_seq), 0]
    return new BackwardRecord(bus, stream, wanted, { first: state.first_seq, bound: end, max })
  }

  /** What is still to be told lies before this. */
  get bound(): Bound {
    const hasMore = this.#found.length > 0 || this.#before > this.#bound[0]
    return hasMore ? this.#bound : [this.#before, 0]
  }

  get isAtEnd(): boolean {
    return this.#found.length === 0 && this.#before <= this.#first
  }

  /** The newest event that was not told yet; undefined: there is none, or as much was read as may be. */
  async peek(): Promise<PlacedDelivery | undefined> {
    while (this.#found.length === 0 && this.#before > this.#first && this.#left > 0) await this.#read()
    return this.#found[0]
  }

  /** Takes what `peek` gave. */
  take(): void {
    const told = this.#found.shift()
    if (told !== undefined) this.#bound = [told.seq, told.nth]
  }

  async #read(): Promise<void> {
    const from = Math.max(this.#first, this.#before - Math.min(this.#chunk, this.#left))
    const found: PlacedDelivery[] = []
    let oldestUs = Infinity
    for await (const { seq, data, storedAtUs } of readBetween(this.#bus, this.stream, from, this.#before - 1)) {
      oldestUs = Math.min(oldestUs, storedAtUs)
      const { deliveries, acceptedAtUs } = batchOf(data)
      for (const [nth, head] of deliveries.entries()) {
        const placed = { stream: this.stream, seq, nth, head, acceptedAtUs }
        const isBehind = seq < this.#bound[0] || (seq === this.#bound[0] && nth < this.#bound[1])
        if (isBehind && isWanted(placed, this.#wanted)) found.push(placed)
      }
    }
    this.#left -= this.#before - from
    this.#before = from
    this.#chunk = Math.min(chunkMax, this.#chunk * 2)
    this.#found = found.toReversed()
    // Everything older was recorded before the time that is asked for.
    if (oldestUs < this.#wanted.fromUs - slackUs) this.#before = this.#first
  }
}

/** The number behind the last message that can have been recorded before a time. */
async function endOf(bus: Bus, stream: string, untilUs: number, lastSeq: number): Promise<number> {
  if (untilUs === Infinity) return lastSeq + 1
  const behind = { fromUs: untilUs + slackUs, untilUs: Infinity, messagesMax: 1 }
  for await (const { seq } of readFrom(bus, stream, behind)) return seq
  return lastSeq + 1
}
