import type { RoadEvent, Timestamp } from '@millrace/protocol/wire'
import { isValid, quote } from '@millrace/gjson'

/** The CloudEvents attributes that a sensor sees, under the names they have in `contextKey`. Absent ones are empty. */
export interface EventContext {
  readonly id: string
  readonly source: string
  readonly specversion: string
  readonly type: string
  readonly datacontenttype: string
  readonly subject: string
  readonly time: Timestamp | undefined
}

/** An event as a sensor's filters and parameters see it. Extension attributes are not part of it. */
export interface SensorEvent {
  readonly context: EventContext
  /** The data as text; undefined when the event has none, which is not the same as empty. */
  readonly data: string | undefined
  /** The data's bytes, kept only when they are not UTF-8 and the text therefore does not say them. */
  readonly bytes?: Uint8Array
  /** The data is known to be one valid JSON value; absent: `hasJsonData` finds out. */
  readonly isJson?: boolean
}

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const lenient = new TextDecoder('utf-8', { ignoreBOM: true })

/** Takes from an event of the road what a sensor sees of it. `isJson`: its data is known to be one valid JSON value. */
export function sensorEvent(event: RoadEvent, isJson = false): SensorEvent {
  const { id, source, type, attributes } = event
  const time = attributes.get('time')
  const context = {
    id,
    source,
    specversion: '1.0',
    type,
    datacontenttype: text(attributes.get('datacontenttype')),
    subject: text(attributes.get('subject')),
    time: typeof time === 'object' && 'seconds' in time ? time : undefined,
  }
  if (event.data === undefined) return { context, data: undefined }
  try {
    const data = strict.decode(event.data)
    return isJson ? { context, data, isJson } : { context, data }
  } catch {
    return { context, data: lenient.decode(event.data), bytes: event.data }
  }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** The same event with other data, as a transform leaves it. */
export function withJsonData(event: SensorEvent, data: string): SensorEvent {
  return { context: { ...event.context, datacontenttype: 'application/json' }, data }
}

/** The context as the original serialises it: the field order, the escapes and the time's whole seconds are its own. */
export function contextJson({ context }: SensorEvent): string {
  const { id, source, specversion, type, datacontenttype, subject, time } = context
  return (
    `{"id":${quote(id)},"source":${quote(source)},"specversion":${quote(specversion)},"type":${quote(type)},` +
    `"datacontenttype":${quote(datacontenttype)},"subject":${quote(subject)},"time":${timeJson(time)}}`
  )
}

/** The whole event as the original serialises it: the data is base64, and null when there is none. */
export function eventJson(event: SensorEvent): string {
  return `{"context":${contextJson(event)},"data":${dataJson(event)}}`
}

/** The data as a log shows it: as it is when it is JSON or plain text, else in base64; empty when there is none. */
export function dataText(event: SensorEvent): string {
  if (event.data === undefined) return ''
  const [mediaType = ''] = event.context.datacontenttype.split(';')
  const isText = ['application/json', 'text/plain'].includes(mediaType.trim().toLowerCase())
  return isText ? event.data : base64(event)
}

/** Whether the data is one valid JSON value. Asked once for an event, however many sensors listen to it. */
export function hasJsonData(event: SensorEvent): boolean {
  if (event.isJson === true) return true
  const known = validity.get(event)
  if (known !== undefined) return known
  const valid = event.data !== undefined && isValid(event.data)
  validity.set(event, valid)
  return valid
}

const validity = new WeakMap<SensorEvent, boolean>()

function timeJson(time: Timestamp | undefined): string {
  return time === undefined ? 'null' : `"${wholeSeconds(time)}"`
}

/** RFC 3339 in UTC, the fraction cut. */
export function wholeSeconds(time: Timestamp): string {
  return new Date(time.seconds * 1000).toISOString().replace('.000Z', 'Z')
}

function dataJson(event: SensorEvent): string {
  return event.data === undefined ? 'null' : `"${base64(event)}"`
}

function base64({ data = '', bytes }: SensorEvent): string {
  const buffer = bytes === undefined ? Buffer.from(data) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return buffer.toString('base64')
}
