import type { SensorEvent } from '@millrace/sensor'
import { sensorEvent } from '@millrace/sensor'
import type { AttributeValue } from '@millrace/protocol/wire'
import type { Input } from '../adapter.ts'
import { isMap, map, optionalText, wrong } from '../input.ts'

/** An event as inputs write it, as a sensor sees it. `data64` is data in base64; neither means no data. */
export function vectorEvent(value: unknown): SensorEvent {
  if (!isMap(value)) throw wrong('event', 'an object')
  const context = map(value, 'context')
  const member = (name: string): string => optionalText(context, name) ?? ''
  const attributes = new Map<string, AttributeValue>()
  for (const name of ['datacontenttype', 'subject']) if (member(name) !== '') attributes.set(name, member(name))
  const time = optionalText(context, 'time')
  if (time !== undefined) attributes.set('time', timestamp(time))
  const [id, source, type, data] = [member('id'), member('source'), member('type'), dataOf(value)]
  const event = sensorEvent({ id, source, type, attributes, data })
  // The road has one version only; an input may have any.
  return { ...event, context: { ...event.context, specversion: member('specversion') } }
}

function dataOf(event: Input): Uint8Array | undefined {
  const base64 = event['data64']
  if (typeof base64 === 'string') return Buffer.from(base64, 'base64')
  const data = optionalText(event, 'data')
  return data === undefined ? undefined : Buffer.from(data)
}

function timestamp(text: string): { seconds: number; nanos: number } {
  const fraction = /\.(\d+)/.exec(text)?.[1] ?? ''
  const ms = Date.parse(text.replace(/\.\d+/, ''))
  if (Number.isNaN(ms)) throw wrong('time', 'an RFC 3339 time')
  return { seconds: ms / 1_000, nanos: Number(fraction.slice(0, 9).padEnd(9, '0')) }
}
