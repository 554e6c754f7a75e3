import type { RecordBounds } from '@millrace/bus'
import { busTypeOf, parseStreamConfig, type EventBus, type JetStreamExoticBus } from '@millrace/manifests'

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
  const { namespace = '', name } = bus.metadata
  const { url, accessSecret, tls } = exotic
  const server = {
    url,
    ...(accessSecret === undefined ? {} : { accessSecret }),
    ...(tls === undefined ? {} : { tls }),
  }
  const { maxMsgs, maxBytes, maxAgeMs, replicas, duplicatesMs } = parseStreamConfig(exotic.streamConfig ?? '').config
  const bounds: RecordBounds = {
    ...(maxMsgs === undefined ? {} : { maxMsgs: unlimited(maxMsgs) }),
    ...(maxBytes === undefined ? {} : { maxBytes: unlimited(maxBytes) }),
    ...(maxAgeMs === undefined ? {} : { maxAgeMs }),
    ...(replicas === undefined ? {} : { replicas }),
    ...(duplicatesMs === undefined ? {} : { duplicatesMs }),
  }
  return { namespace, name, server, bounds }
}

/** 0 and below mean no limit, in the manifests as in NATS. */
const unlimited = (limit: number): number => (limit <= 0 ? -1 : limit)
