import type { AttributeValue } from '@millrace/protocol/wire'

export type { AttributeValue, Timestamp } from '@millrace/protocol/wire'

/** A CloudEvent as a plain value. It is what the road carries too: a `RoadEvent` with its version. */
export interface Event {
  /** Unique within `source`. */
  readonly id: string
  /** A URI-reference. */
  readonly source: string
  readonly specVersion: '1.0'
  readonly type: string
  /** Optional and extension attributes by name: `subject`, `time` (a timestamp), `datacontenttype`, `traceparent`, … */
  readonly attributes: ReadonlyMap<string, AttributeValue>
  /** The data's bytes as the sender wrote them; undefined when the event has none. */
  readonly data: Uint8Array | undefined
}

/** Content type of the event's data; undefined when the event does not say. */
export function dataContentType(event: Pick<Event, 'attributes'>): string | undefined {
  const value = event.attributes.get('datacontenttype')
  return typeof value === 'string' ? value : undefined
}
