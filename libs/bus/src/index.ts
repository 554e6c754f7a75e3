export type { Publish, StoredAck } from './acked-publish.ts'
export { CasBucket, bucketStream, type BucketWish, type Revised } from './cas-bucket.ts'
export { deadMessage } from './dead-message.ts'
export { hearBindingFaults, tellBindingFault } from './binding-faults.ts'
export { BusFault, busFaults, type BusFaultCode } from './bus-fault.ts'
export type { ConsumeOptions, Consumption } from './consume.ts'
export { decisionPublisher } from './decision-publisher.ts'
export { hearFates, tellFate, waiterAttribute, type FateInit } from './fates.ts'
export { GroupPublisher, type GroupOptions } from './group-publisher.ts'
export { messageBytesMax } from './message-bytes.ts'
export type { TroubleKind } from './nats-trouble.ts'
export {
  auditStream,
  auditSubject,
  controlsBucket,
  deadFilter,
  deadSubject,
  decidedSubject,
  deliveriesStream,
  deliveriesSubject,
  eventsStream,
  eventsSubject,
  heldFilter,
  heldSubject,
  invocationsStream,
  invocationsSubject,
  isDeadSubject,
  joinsBucket,
  laterSubject,
  leasesBucket,
  outcomesStream,
  outsideConsumer,
  outsideStream,
  outsideSubject,
  payloadsBucket,
  redrivenFilter,
  redrivenSubject,
  registryBucket,
  sourcesBucket,
  summaryHeader,
  token,
  triedSubject,
  workflowEventsBus,
  workflowEventsStream,
} from './names.ts'
export type { NatsAccess } from './connect-nats.ts'
export type { StreamWish } from './ensure.ts'
export { ObjectBucket, objectStream, type ObjectBus, type ObjectWish, type StoredObject } from './object-bucket.ts'
export { openBus, type Bus, type BusOptions } from './open-bus.ts'
export { readEnd, type EndMessage, type EndWish } from './read-end.ts'
export { readToEnd, type EndedWish } from './read-to-end.ts'
export { storeForSure, type StoreOptions } from './store-for-sure.ts'
export type { StreamMessage } from './stream-message.ts'
export type { ReadMessage } from './read-message.ts'
export { openReader, type ReaderWish, type ReadFrom, type StreamReader } from './stream-reader.ts'
export {
  ackWaitMsDefault,
  boundsDefault,
  dueFilter,
  outsideRecordStream,
  ownStreams,
  recordStream,
  routerConsumer,
  sharedConsumer,
  type RecordBounds,
  type StreamBounds,
} from './streams.ts'
export { ack, type Verdict } from './verdict.ts'
export type { WorkQueue } from './sweep-settled.ts'
