import { AckPolicy, DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream'
import type { ConsumerWish } from './ensure.ts'
import {
  deliveriesStream,
  deliveriesSubject,
  eventsStream,
  eventsSubject,
  invocationsStream,
  invocationsSubject,
  outcomesStream,
  outsideStream,
  outsideSubject,
  workflowEventsFilter,
  workflowEventsStream,
} from './names.ts'

/** Bounds of the streams that Millrace owns. */
export interface StreamBounds {
  /** Copies of each message; 1, 3 or 5, not more than the cluster has servers. */
  readonly replicas: number
  /** DELIVERIES refuses more when it holds this many bytes: ingest then answers 503. */
  readonly deliveriesBytesMax: number
  /** OUTCOMES forgets the oldest beyond this many bytes. */
  readonly outcomesBytesMax: number
  /** OUTCOMES forgets what is older. Milliseconds. */
  readonly outcomesAgeMaxMs: number
  /** The record of the Workflows event API forgets what is older. Milliseconds. */
  readonly workflowEventsAgeMaxMs: number
}

/** What an EventBus's `streamConfig` says about its record; absent members are unlimited or the server's default. */
export interface RecordBounds {
  readonly maxMsgs?: number
  readonly maxAgeMs?: number
  readonly maxBytes?: number
  readonly duplicatesMs?: number
  readonly replicas?: number
}

/** How long a consumer may hold a message without a word before another replica gets it. Milliseconds. */
export const ackWaitMsDefault = 30_000

/** The server sets the bytes of bounds aside at once: small enough for a laptop, some million events all the same. */
export const boundsDefault: StreamBounds = {
  replicas: 1,
  deliveriesBytesMax: 2 * 2 ** 30,
  outcomesBytesMax: 2 ** 30,
  outcomesAgeMaxMs: 7 * 24 * 3_600_000,
  workflowEventsAgeMaxMs: 7 * 24 * 3_600_000,
}

type Config = Partial<StreamConfig> & { name: string; subjects: string[] }

const nanos = (ms: number): number => ms * 1e6
/** Window in which a repeated `Nats-Msg-Id` is recognised: longer than any publisher goes on repeating one publish. */
const duplicateWindowMs = 120_000

/** The streams every installation has. */
export function ownStreams(bounds: StreamBounds): Config[] {
  const queue = {
    retention: RetentionPolicy.Workqueue,
    storage: StorageType.File,
    num_replicas: bounds.replicas,
    duplicate_window: nanos(duplicateWindowMs),
  }
  return [
    {
      ...queue,
      name: deliveriesStream,
      subjects: [deliveriesSubject],
      discard: DiscardPolicy.New,
      max_bytes: bounds.deliveriesBytesMax,
    },
    // The server allows schedules only where nothing new is refused: without a bound nothing is discarded either, and
    // what can wait here is bounded by the disk (max_file_store) alone.
    {
      ...queue,
      name: invocationsStream,
      subjects: ['invocations.>'],
      discard: DiscardPolicy.Old,
      allow_msg_schedules: true,
      allow_msg_ttl: true,
    },
    {
      name: outcomesStream,
      subjects: ['outcomes.>'],
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      storage: StorageType.File,
      num_replicas: bounds.replicas,
      max_bytes: bounds.outcomesBytesMax,
      max_age: nanos(bounds.outcomesAgeMaxMs),
      duplicate_window: nanos(duplicateWindowMs),
    },
    {
      name: workflowEventsStream,
      subjects: [workflowEventsFilter],
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      storage: StorageType.File,
      num_replicas: bounds.replicas,
      max_age: nanos(bounds.workflowEventsAgeMaxMs),
      duplicate_window: nanos(duplicateWindowMs),
    },
  ]
}

/** The record of one EventBus. `replicas` is cut to what the installation has. */
export function recordStream(namespace: string, bus: string, record: RecordBounds, bounds: StreamBounds): Config {
  const replicas = Math.min(record.replicas ?? bounds.replicas, bounds.replicas)
  return keptRecord(eventsStream(namespace, bus), eventsSubject(namespace, bus), { ...record, replicas })
}

/**
 * The record of one EventBus on the server that the EventBus names. Its duplicate window is no shorter than that of our own streams:
 * a message that is taken there again after a crash must be recognised.
 */
export function outsideRecordStream(namespace: string, bus: string, record: RecordBounds): Config {
  const duplicatesMs = Math.max(record.duplicatesMs ?? 0, duplicateWindowMs)
  const name = outsideStream(namespace, bus)
  return keptRecord(name, outsideSubject(namespace, bus), { replicas: 1, ...record, duplicatesMs })
}

function keptRecord(name: string, subject: string, record: RecordBounds & { readonly replicas: number }): Config {
  const { maxMsgs = -1, maxBytes = -1, maxAgeMs = 0, duplicatesMs = duplicateWindowMs, replicas } = record
  return {
    name,
    subjects: [subject],
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    storage: StorageType.File,
    num_replicas: replicas,
    max_msgs: maxMsgs,
    max_bytes: maxBytes,
    max_age: nanos(maxAgeMs),
    // The server takes no window that is longer than messages are kept.
    duplicate_window: nanos(Math.min(duplicatesMs, maxAgeMs > 0 ? maxAgeMs : Infinity)),
  }
}

/** A durable pull consumer that all replicas of a service share. */
export function sharedConsumer(name: string, ackWaitMs: number, unackedMax: number, filter?: string): ConsumerWish {
  return {
    durable_name: name,
    ack_policy: AckPolicy.Explicit,
    ack_wait: nanos(ackWaitMs),
    max_ack_pending: unackedMax,
    max_deliver: -1,
    ...(filter === undefined ? {} : { filter_subject: filter }),
  }
}

/** The consumer of a record that all replicas of the router share. The controller makes it with the stream. */
export const routerConsumer = (ackWaitMs: number): ConsumerWish => sharedConsumer('router', ackWaitMs, 1_000)

/** Filter of the consumer that carries invocations out: the ones that are due. */
export const dueFilter = invocationsSubject
