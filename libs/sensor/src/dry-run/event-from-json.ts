import { get, isValid, toStr } from '@millrace/gjson'
import type { SensorEvent } from '../event.ts'

/** Where an event that does not say it itself comes from. */
export interface Origin {
  readonly source: string
  readonly subject: string
}

/** An event, or why the text is none. */
export type ReadEvent =
  | { readonly kind: 'event'; readonly event: SensorEvent }
  | { readonly kind: 'fault'; readonly message: string }

/** What is taken for an event that does not say it. */
export interface EventDefaults {
  readonly id: string
  /** Milliseconds since the Unix epoch. */
  readonly timeMs: number
  /** Outweighs what the event says. */
  readonly origin: Origin | undefined
  /** Where nobody says where the event comes from; undefined: it must be said. */
  readonly only: Origin | undefined
}

/**
 * Reads an event for a dry run: a CloudEvent in its JSON form, the form that sensors show (`context` and base64 `data`),
 * or else any JSON, which is the data of an event.
 */
export function eventFromJson(text: string, defaults: EventDefaults): ReadEvent {
  if (!isValid(text)) return { kind: 'fault', message: 'is not JSON' }
  const isShown = get(text, 'context.source').exists && get(text, 'context.id').exists
  const isCloudEvent = get(text, 'specversion').type === 'String' && get(text, 'source').exists
  const context = isShown ? get(text, 'context').raw : isCloudEvent ? text : '{}'
  const origin = defaults.origin ?? (isShown || isCloudEvent ? undefined : defaults.only)
  const named = (name: string, fallback: string): string => {
    const value = toStr(get(context, name))
    return value === '' ? fallback : value
  }
  const source = origin?.source ?? named('source', '')
  const subject = origin?.subject ?? named('subject', '')
  if (source === '' || subject === '') return { kind: 'fault', message: 'does not say where it comes from' }
  const time = timeOf(named('time', ''), defaults.timeMs)
  if (time === undefined) return { kind: 'fault', message: `has a time that is none: ${named('time', '')}` }
  return {
    kind: 'event',
    event: {
      context: {
        id: named('id', defaults.id),
        source,
        specversion: '1.0',
        type: named('type', 'dry-run'),
        datacontenttype: named('datacontenttype', 'application/json'),
        subject,
        time,
      },
      ...dataOf(text, isShown, isCloudEvent),
    },
  }
}

function timeOf(text: string, fallbackMs: number): SensorEvent['context']['time'] {
  const ms = text === '' ? fallbackMs : Date.parse(text)
  if (Number.isNaN(ms)) return undefined
  const seconds = Math.floor(ms / 1000)
  return { seconds, nanos: Math.round((ms - seconds * 1000) * 1e6) }
}

function dataOf(text: string, isShown: boolean, isCloudEvent: boolean): Pick<SensorEvent, 'data'> {
  if (!isShown && !isCloudEvent) return { data: text }
  const encoded = get(text, isShown ? 'data' : 'data_base64')
  if (encoded.type === 'String') return { data: Buffer.from(toStr(encoded), 'base64').toString() }
  const data = get(text, 'data')
  if (!data.exists) return { data: undefined }
  const isText = data.type === 'String' && !/json/u.test(toStr(get(text, 'datacontenttype')) || 'json')
  return { data: isText ? toStr(data) : data.raw }
}
