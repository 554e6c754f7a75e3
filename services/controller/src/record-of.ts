import type { RecordBounds } from '@millrace/bus'
import { busTypeOf, parseByteSize, parseGoDuration, parseStreamConfig, type EventBus } from '@millrace/manifests'

const hourMs = 3_600_000

/**
 * The record of a bus that says nothing: kept for a week, as in Argo Events. Its limit of 50,000 messages is left out:
 * here a message holds many events, and a burst of one source must not push out what others have not seen.
 */
export const recordDefault: RecordBounds = { maxAgeMs: 168 * hourMs, duplicatesMs: 300_000 }

/** NATS Streaming kept messages for three days. */
const stanAgeMaxMs = 72 * hourMs

/**
 * What an EventBus asks of its record. Whatever server it names, the record is on the JetStream of this installation; the
 * object's warnings say so ([ADR 23](../../../docs/adr/023-an-eventbus-on-another-server.md)).
 */
export function recordOf(bus: EventBus): RecordBounds {
  const { spec } = bus
  const type = busTypeOf(bus)
  switch (type) {
    case undefined:
    case 'kafka':
      return recordDefault
    case 'jetstream':
      return fromStreamConfig(spec.jetstream?.streamConfig)
    case 'nats':
      return fromStreaming(spec.nats?.native)
    case 'jetstreamExotic':
      return fromStreamConfig(spec.jetstreamExotic?.streamConfig)
    default:
      return type satisfies never
  }
}

function fromStreamConfig(text: string | undefined): RecordBounds {
  const { maxMsgs, maxAgeMs, maxBytes, replicas, duplicatesMs } = parseStreamConfig(text ?? '').config
  return {
    ...recordDefault,
    ...(maxMsgs === undefined ? {} : { maxMsgs: unlimited(maxMsgs) }),
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    ...(maxBytes === undefined ? {} : { maxBytes: unlimited(maxBytes) }),
    ...(replicas === undefined ? {} : { replicas }),
    ...(duplicatesMs === undefined ? {} : { duplicatesMs }),
  }
}

type Native = NonNullable<NonNullable<EventBus['spec']['nats']>['native']>

function fromStreaming(native: Native | undefined): RecordBounds {
  const age = parseGoDuration(native?.maxAge ?? '')
  const bytes = parseByteSize(native?.maxBytes ?? '')
  return {
    ...recordDefault,
    maxAgeMs: age.kind === 'duration' && age.ms > 0 ? age.ms : stanAgeMaxMs,
    ...(native?.maxMsgs === undefined ? {} : { maxMsgs: unlimited(native.maxMsgs) }),
    ...(bytes === undefined ? {} : { maxBytes: unlimited(bytes) }),
  }
}

/** 0 and below mean no limit, in the manifests as in NATS. */
function unlimited(limit: number): number {
  return limit <= 0 ? -1 : limit
}
