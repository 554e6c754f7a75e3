import { recordStream, type StreamBounds } from '@millrace/bus'
import type { EventBus, JsonObject } from '@millrace/manifests'
import { outsideBusOf } from '../outside/outside-bus.ts'
import { recordOf } from '../record-of.ts'

/** Where the records are kept. */
export interface BusPlace {
  /** Several, separated by commas. May hold credentials, which are left out. */
  readonly natsUrl: string
  readonly bounds: StreamBounds
}

/**
 * `status.config` of an EventBus, in the original's form: where its record is, and how the stream is really kept, whatever
 * type the manifest names. Of one on another server it is what the manifest says, as in the original.
 */
export function busConfigOf(bus: EventBus, { natsUrl, bounds }: BusPlace): JsonObject {
  const outside = outsideBusOf(bus)
  if (outside !== undefined) {
    const { server } = outside
    const { streamConfig } = bus.spec.jetstreamExotic ?? {}
    // A manifest is JSON.
    const more = { ...server, ...(streamConfig === undefined ? {} : { streamConfig }) } as JsonObject
    return { jetstream: { ...more, url: withoutUsers(server.url) } }
  }
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
  return { jetstream: { url: withoutUsers(natsUrl), streamConfig: `${lines.join('\n')}\n` } }
}

function withoutUsers(urls: string): string {
  const servers = urls.split(',').map((server) => server.trim().replace(/^([a-z]+:\/\/)?.*@/iu, '$1'))
  return servers.map((server) => server.replace(/\/$/u, '')).join(',')
}
