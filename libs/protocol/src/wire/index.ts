export {
  DecisionGroupWriter,
  encodeDecisionBatch,
  encodeDecisionGroup,
  type RoadDecidedEvent,
  type RoadDecision,
  type RoadDecisionGroup,
  type RoadFilterTest,
  type RoadListener,
} from './decision.ts'
export type { DataRef } from './data-ref.ts'
export {
  decodeDelivery,
  encodeDelivery,
  encodeDeliveryBatch,
  readDeliveryBatch,
  readDeliveryHead,
  type DeliveryHead,
  type DeliveryHeads,
  type RoadDelivery,
} from './delivery.ts'
export { readEvent, traceparentOf, type AttributeValue, type RoadEvent, type Timestamp } from './event.ts'
export type { RoadAttempt, RoadFailure } from './history.ts'
export {
  encodeInvocationBatch,
  readInvocationBatch,
  type InvocationBatch,
  type RoadInvocation,
  type RoadReplay,
} from './invocation.ts'
export { encodeDeadLetter, encodeOutcome, encodeOutcomeBatch, type OutcomeEvent, type RoadOutcome } from './outcome.ts'
export { readDeadOutcome, readOutcomes, type SeenOutcome } from './read-outcome.ts'
export { WireError } from './reader.ts'
