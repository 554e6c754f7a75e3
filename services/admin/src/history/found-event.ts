import { create, fromBinary } from '@bufbuild/protobuf'
import { placeInText, readText, type FoundEvent } from '@millrace/history'
import { FoundEventSchema, RecordedEventSchema, type FoundEvent as FoundMessage } from '@millrace/protocol/admin'
import { CloudEventSchema, type CloudEvent } from '@millrace/protocol/cloudevents'
import { OutcomeSchema, type Outcome } from '@millrace/protocol/road'
import type { RedactEvent } from '../events/recorded-event.ts'

/** What of an event is shown. */
export interface Shown {
  readonly withData: boolean
  /** What was searched for in the data; empty: nothing. */
  readonly text: string
}

/** An event of the history as the API tells it. What was heard of alone has no CloudEvent. */
export function foundEvent(found: FoundEvent, { withData, text }: Shown, redact: RedactEvent): FoundMessage {
  const { record, fates } = found
  const event = cloudEventOf(found)
  const redacted = event === undefined ? false : redact(event)
  const snippet = text === '' ? '' : snippetOf(event, text)
  if (event !== undefined && !withData) event.data = { case: undefined }
  const { namespace, bus, eventSource, eventName, eventId, deliveryId, receivedAtUs } = found
  const recorded = create(RecordedEventSchema, {
    namespace,
    bus,
    eventSource,
    eventName,
    eventId,
    deliveryId,
    receivedAtUs: BigInt(receivedAtUs),
    acceptedAtUs: BigInt(record?.acceptedAtUs ?? 0),
    stream: record?.stream ?? '',
    seq: BigInt(record?.seq ?? 0),
    nth: record?.nth ?? 0,
    dataBytes: BigInt(record?.dataBytes ?? 0),
    redacted,
    ...(event === undefined ? {} : { event }),
  })
  const outcomes = fates.flatMap(({ outcome }) => (outcome === undefined ? [] : readOutcome(outcome)))
  return create(FoundEventSchema, { event: recorded, outcomes, snippet })
}

/** The history keeps attributes as texts, and of the data what it was told to keep. */
function cloudEventOf({ eventId, traceparent, record }: FoundEvent): CloudEvent | undefined {
  if (record === undefined) return undefined
  const texts = traceparent === '' ? record.attributes : { ...record.attributes, traceparent }
  return create(CloudEventSchema, {
    id: eventId,
    source: record.source,
    specVersion: '1.0',
    type: record.type,
    attributes: Object.fromEntries(
      Object.entries(texts).map(([name, value]) => [name, { attr: { case: 'ceString' as const, value } }]),
    ),
    data: record.data.length === 0 ? { case: undefined } : { case: 'binaryData', value: record.data },
  })
}

function readOutcome(bytes: Uint8Array): Outcome[] {
  try {
    return [fromBinary(OutcomeSchema, bytes)]
  } catch {
    return []
  }
}

/** Characters on either side of what was found. */
const aroundMax = 60

/** The first words that were searched for, between brackets, with what stands around them. */
function snippetOf(event: CloudEvent | undefined, text: string): string {
  if (event?.data.case !== 'binaryData') return ''
  const data = Buffer.from(event.data.value).toString('utf8')
  const found = placeInText(readText(text)).exec(data)
  if (found === null) return ''
  const end = found.index + found[0].length
  return `${data.slice(Math.max(0, found.index - aroundMax), found.index)}[${found[0]}]${data.slice(end, end + aroundMax)}`
}
