import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { JoinSchema, type KeptEvent as KeptMessage, type Owed as OwedMessage } from '@millrace/protocol/joins'
import type { Join, KeptEvent, Owed, Position } from './join.ts'
import type { Range, TakenMessages } from './taken-messages.ts'

/** Encodes a state as `millrace.v1.Join`. */
export function encodeJoin(join: Join): Uint8Array {
  const { namespace, sensor, trigger } = join
  return toBinary(
    JoinSchema,
    create(JoinSchema, {
      namespace,
      sensor,
      trigger,
      kept: join.kept.map(keptInit),
      taken: join.taken.map(({ stream, floor, ranges, lastAtUs }) => ({
        stream,
        floor: BigInt(floor),
        ranges: distances(floor, ranges),
        lastAtUs: BigInt(lastAtUs),
      })),
      owed: join.owed.map(({ cause, events, generation, decidedAtMs, id, reason }) => ({
        id,
        reason,
        events: events.map(keptInit),
        generation: BigInt(generation),
        decidedAtMs: BigInt(decidedAtMs),
        ...(cause === undefined ? {} : { cause: positionInit(cause), causeDependency: cause.dependency }),
      })),
      abandonedAtMs: BigInt(join.abandonedAtMs),
    }),
  )
}

/** Reads `millrace.v1.Join`. Throws on malformed bytes. */
export function decodeJoin(bytes: Uint8Array): Join {
  const { namespace, sensor, trigger, kept, taken, owed, abandonedAtMs } = fromBinary(JoinSchema, bytes)
  return {
    namespace,
    sensor,
    trigger,
    kept: kept.map(keptOf),
    taken: taken.map(({ stream, floor, ranges, lastAtUs }): TakenMessages => ({
      stream,
      floor: Number(floor),
      ranges: rangesOf(Number(floor), ranges),
      lastAtUs: Number(lastAtUs),
    })),
    owed: owed.map(owedOf),
    abandonedAtMs: Number(abandonedAtMs),
  }
}

const positionInit = ({ stream, seq, nth }: Position) => ({ stream, seq: BigInt(seq), nth })

const keptInit = ({ dependency, delivery, copy, atMs, position, bytes }: KeptEvent) => ({
  bytes,
  dependency,
  delivery,
  copy,
  atMs: BigInt(Math.floor(atMs)),
  position: positionInit(position),
})

function keptOf({ dependency, delivery, copy, atMs, position, bytes }: KeptMessage): KeptEvent {
  const at = { stream: position?.stream ?? '', seq: Number(position?.seq ?? 0n), nth: position?.nth ?? 0 }
  return { dependency, delivery, copy, atMs: Number(atMs), position: at, bytes }
}

function owedOf({ id, reason, events, generation, cause, causeDependency, decidedAtMs }: OwedMessage): Owed {
  return {
    id,
    reason,
    events: events.map(keptOf),
    generation: Number(generation),
    cause:
      cause === undefined
        ? undefined
        : { stream: cause.stream, seq: Number(cause.seq), nth: cause.nth, dependency: causeDependency },
    decidedAtMs: Number(decidedAtMs),
  }
}

/** Small numbers take few bytes: each range as its distance from the end of the one before, and its length. */
function distances(floor: number, ranges: readonly Range[]): bigint[] {
  let end = floor
  return ranges.flatMap(([first, last]) => {
    const written = [BigInt(first - end), BigInt(last - first)]
    end = last
    return written
  })
}

function rangesOf(floor: number, written: readonly bigint[]): Range[] {
  const ranges: Range[] = []
  let end = floor
  for (let at = 0; at + 1 < written.length; at += 2) {
    const first = end + Number(written[at])
    end = first + Number(written[at + 1])
    ranges.push([first, end])
  }
  return ranges
}
