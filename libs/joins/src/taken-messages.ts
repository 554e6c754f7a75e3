/** From the first to the last message, both included. */
export type Range = readonly [first: number, last: number]

/**
 * Which messages of one record a join has taken in. Everything up to `floor` is done with for good; above it the ranges
 * say which ones, in order and apart from each other.
 */
export interface TakenMessages {
  /** Subject of the record. */
  readonly stream: string
  readonly floor: number
  readonly ranges: readonly Range[]
  /** The latest time at which one of them was stored. Microseconds since the Unix epoch. */
  readonly lastAtUs: number
}

/** A message of a record. */
export interface MessageStamp {
  readonly stream: string
  readonly seq: number
  /** When the record stored it. Microseconds since the Unix epoch. */
  readonly storedAtUs: number
}

/** Records of which a join remembers messages: a sensor listens to one, and to another after its bus was changed. */
export const recordsMax = 4

/** Whether a message was taken in. */
export function isTaken(all: readonly TakenMessages[], message: MessageStamp): boolean {
  const known = all.find(({ stream }) => stream === message.stream)
  if (known === undefined || isOfLaterRecord(known, message)) return false
  return message.seq <= known.floor || known.ranges.some(([first, last]) => first <= message.seq && message.seq <= last)
}

/** With one more message taken in. */
export function take(all: readonly TakenMessages[], message: MessageStamp): readonly TakenMessages[] {
  const { stream, seq, storedAtUs } = message
  const known = all.find((one) => one.stream === stream)
  const before = known === undefined || isOfLaterRecord(known, message) ? { floor: 0, ranges: [], lastAtUs: 0 } : known
  const others = all.filter((one) => one !== known).slice(0, recordsMax - 1)
  const lastAtUs = Math.max(before.lastAtUs, storedAtUs)
  return [{ stream, floor: before.floor, ranges: withOne(before.ranges, seq), lastAtUs }, ...others]
}

/**
 * With the word of the bus that everything up to `floor` is done with: what is below is not remembered one by one. The
 * floor must have been asked for while a message above it was at hand that this knows or is about to take.
 */
export function raiseFloor(all: readonly TakenMessages[], stream: string, floor: number): readonly TakenMessages[] {
  return all.map((one) => {
    // What this has not seen yet might be of a record that was made anew: the times it knows would not tell it apart.
    const to = Math.min(floor, one.ranges.at(-1)?.[1] ?? 0)
    if (one.stream !== stream || to <= one.floor) return one
    const ranges = one.ranges.flatMap(([first, last]): Range[] => (last <= to ? [] : [[Math.max(first, to + 1), last]]))
    return { ...one, floor: to, ranges }
  })
}

/** Whether the message shows that its record was deleted and made again since. */
export function startsAnew(all: readonly TakenMessages[], message: MessageStamp): boolean {
  return all.some((known) => known.stream === message.stream && isOfLaterRecord(known, message))
}

/** How many ranges are remembered: what writing the state costs. */
export function rangesOf(all: readonly TakenMessages[]): number {
  return all.reduce((sum, { ranges }) => sum + ranges.length, 0)
}

/**
 * A record that was deleted and made again counts from 1 again. Within one record a message that stands before another
 * was not stored after it.
 */
function isOfLaterRecord({ floor, ranges, lastAtUs }: TakenMessages, { seq, storedAtUs }: MessageStamp): boolean {
  return storedAtUs > lastAtUs && seq <= Math.max(floor, ranges.at(-1)?.[1] ?? 0)
}

function withOne(ranges: readonly Range[], seq: number): readonly Range[] {
  const after = ranges.findIndex(([first]) => first > seq)
  const at = after === -1 ? ranges.length : after
  const left = ranges[at - 1]
  const right = ranges[at]
  if (left !== undefined && seq <= left[1]) return ranges
  const joinsLeft = left?.[1] === seq - 1
  const joinsRight = right?.[0] === seq + 1
  const merged: Range = [joinsLeft ? left[0] : seq, joinsRight ? right[1] : seq]
  return [...ranges.slice(0, joinsLeft ? at - 1 : at), merged, ...ranges.slice(joinsRight ? at + 1 : at)]
}
