import { recordStream, type StreamBounds } from '@millrace/bus'
import type { EventBus, JsonObject } from '@millrace/manifests'
import { recordOf } from '../record-of.ts'

/** Where the records are kept. */
export interface BusPlace {
  /** Several, separated by commas. May hold credentials, which are left out. */
  readonly natsUrl: string
  readonly bounds: StreamBounds
}

/**
 * `status.config` of an EventBus, in the original's form: where its record is, and how the stream is really kept, whatever
 * type the manifest names.
 */
export function busConfigOf(bus: EventBus, { natsUrl, bounds }: BusPlace): JsonObject {
  const { namespace, name } = bus.metadata
  const stream = recordStream(namespace, name, recordOf(bus), bounds)
  const seconds = (ns: number | undefined): string => `${(ns ?? 0) / 1e9}s`
  const lines = [
    'discard: 0',
    `duplicates: ${seconds(stream.duplicate_window)}`,
    `maxage: ${seconds(stream.max_age)}`,
    `maxbytes: ${stream.max_bytes ?? -1}`,
    `maxmsgs: ${stream.max_msgs ?? -1}`,
    `replicas: ${stream.num_replicas ?? 1}`,
    'retention: 0',
  ]
  const url = natsUrl.split(',').map(withoutUser).join(',')
  return { jetstream: { url, streamConfig: `${lines.join('\n')}\n` } }
}

function withoutUser(server: string): string {
  const url = URL.parse(server.trim())
  return url === null ? '' : `${url.protocol}//${url.host}`
}
