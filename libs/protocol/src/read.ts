import { fromBinary } from '@bufbuild/protobuf'
import { DeadLetterSchema, OutcomeBatchSchema, type DeadLetter, type Outcome } from './gen/millrace/v1/road_pb.ts'

/** Reads `millrace.v1.DeadLetter` whole, by the generated codec: for people and tests, not for the road. Throws on malformed bytes. */
export function readDeadLetter(bytes: Uint8Array): DeadLetter {
  return fromBinary(DeadLetterSchema, bytes)
}

/** Reads `millrace.v1.OutcomeBatch` whole, by the generated codec. Throws on malformed bytes. */
export function readOutcomeBatch(bytes: Uint8Array): Outcome[] {
  return fromBinary(OutcomeBatchSchema, bytes).outcomes
}
