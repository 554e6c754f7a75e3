import { timestampMs, type Timestamp } from '@bufbuild/protobuf/wkt'

/** A time of a request in microseconds since the Unix epoch. */
export function usOf(time: Timestamp | undefined, unset: number): number {
  return time === undefined ? unset : timestampMs(time) * 1_000
}
