import type { RecordBounds } from '@millrace/bus'
import { busTypeOf, parseByteSize, parseGoDuration, type EventBus } from '@millrace/manifests'
import { streamBounds, unlimited } from './stream-bounds.ts'

const hourMs = 3_600_000

/**
 * The record of a bus that says nothing: kept for a week, as in Argo Events. Its limit of 50,000 messages is left out:
 * here a message holds many events, and a burst of one source must not push out what others have not seen.
 */
export const recordDefault: RecordBounds = { maxAgeMs: 168 * hourMs, duplicatesMs: 300_000 }

/** NATS Streaming kept messages for three days. */
const stanAgeMaxMs = 72 * hourMs

/**
 * What an EventBus asks of its record. Whatever server it names, the record that the road works with is on the JetStream of this
 * installation; that of a `jetstreamExotic` is taken to its server as well
 * ([ADR 23](../../../docs/adr/023-an-eventbus-on-another-server.md)).
 */
export function recordOf(bus: EventBus): RecordBounds {
  const { spec } = bus
  const type = busTypeOf(bus)
  switch (type) {
    case undefined:
    case 'kafka':
      return recordDefault
    case 'jetstream':
      return { ...recordDefault, ...streamBounds(spec.jetstream?.streamConfig) }
    case 'nats':
      return fromStreaming(spec.nats?.native)
    case 'jetstreamExotic':
      return { ...recordDefault, ...streamBounds(spec.jetstreamExotic?.streamConfig) }
    default:
      return type satisfies never
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
