import type { RecordBounds } from '@millrace/bus'
import { busTypeOf, parseByteSize, parseGoDuration, parseStreamConfig, type EventBus } from '@millrace/manifests'

/** What an EventBus asks of its record, or why it has none here. */
export type BusRecord =
  | { readonly kind: 'record'; readonly bounds: RecordBounds }
  | { readonly kind: 'unsupported'; readonly type: string }

const hourMs = 3_600_000

/**
 * The record of a bus that says nothing: kept for a week, as in Argo Events. Its limit of 50,000 messages is left out:
 * here a message holds many events, and a burst of one source must not push out what others have not seen.
 */
export const recordDefault: RecordBounds = { maxAgeMs: 168 * hourMs, duplicatesMs: 300_000 }

/** NATS Streaming kept messages for three days. */
const stanAgeMaxMs = 72 * hourMs

export function recordOf(bus: EventBus): BusRecord {
  const { spec } = bus
  const type = busTypeOf(bus)
  switch (type) {
    case undefined:
      return { kind: 'record', bounds: recordDefault }
    case 'jetstream':
      return { kind: 'record', bounds: fromStreamConfig(spec.jetstream?.streamConfig) }
    case 'nats':
      return { kind: 'record', bounds: fromStreaming(spec.nats?.native) }
    case 'kafka':
    case 'jetstreamExotic':
      return { kind: 'unsupported', type }
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
