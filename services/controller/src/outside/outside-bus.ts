import type { RecordBounds } from '@millrace/bus'
import { busTypeOf, type EventBus, type JetStreamExoticBus } from '@millrace/manifests'
import { streamBounds } from '../stream-bounds.ts'

/** An EventBus whose record is to be on the server that it names. */
export interface OutsideBus {
  readonly namespace: string
  readonly name: string
  readonly server: Pick<JetStreamExoticBus, 'url' | 'accessSecret' | 'tls'>
  /** What its `streamConfig` says. As in the original nothing is added to it: what it leaves out is unlimited. */
  readonly bounds: RecordBounds
}

/** Undefined where the record is on this installation alone. */
export function outsideBusOf(bus: EventBus): OutsideBus | undefined {
  const { jetstreamExotic: exotic } = bus.spec
  if (busTypeOf(bus) !== 'jetstreamExotic' || exotic === undefined) return undefined
  const { namespace, name } = bus.metadata
  const { url, accessSecret, tls } = exotic
  const server = {
    url,
    ...(accessSecret === undefined ? {} : { accessSecret }),
    ...(tls === undefined ? {} : { tls }),
  }
  return { namespace, name, server, bounds: streamBounds(exotic.streamConfig) }
}
