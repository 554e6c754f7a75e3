import { persistenceStrategy } from '../blocks/persistence-strategy.ts'
import { containerTemplate, podSchedulingFields } from '../blocks/pod-template.ts'
import { secretKeySelector } from '../blocks/secret-key-selector.ts'
import { integer, long, may, need, object, oneOf, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { parseByteSize } from '../text/byte-size.ts'
import { parseGoDuration } from '../text/go-duration.ts'
import type { Check } from '../validate/check.ts'

const auth = oneOf(['none', 'token'])

const native = object(
  'NativeStrategy',
  {
    ...podSchedulingFields,
    replicas: may(integer(), 'Servers. Default and least 3.'),
    auth: may(auth, 'Default none.'),
    persistence: may(persistenceStrategy, 'Volume of each server.'),
    containerTemplate: may(containerTemplate, 'The server’s container.'),
    metricsContainerTemplate: may(containerTemplate, 'The metrics exporter’s container.'),
    maxAge: may(string(), 'How long messages are kept, as a Go duration. Default 72h.'),
    maxMsgs: may(long(0), 'How many messages are kept. Default 1000000.'),
    maxBytes: may(string(), 'How many bytes are kept. Default 1GB.'),
    maxSubs: may(long(0), 'Most subscriptions. Default 1000.'),
    maxPayload: may(string(), 'Largest message. Default 1MB.'),
    raftHeartbeatTimeout: may(string(), 'Go duration. Default 2s.'),
    raftElectionTimeout: may(string(), 'Go duration. Default 2s.'),
    raftLeaseTimeout: may(string(), 'Go duration. Default 1s.'),
    raftCommitTimeout: may(string(), 'Go duration. Default 100ms.'),
  },
  { hints: { antiAffinity: 'it was removed; use affinity' } },
)

const exotic = object('NATSConfig', {
  url: need(string(), 'URL of the server.', 'url is required'),
  clusterID: need(string(), 'Cluster id of the server.', 'clusterID is required'),
  auth: may(auth, 'Default none.'),
  accessSecret: may(secretKeySelector, 'Holds the token.'),
})

/** NATS Streaming, which is deprecated: such a bus runs on a stream of our own. */
export const natsBus = object('NATSBus', {
  native: may(native, 'A server that the system runs itself.'),
  exotic: may(exotic, 'Somebody else’s server.'),
})

export type NatsBus = Infer<typeof natsBus>

const durations = [
  'maxAge',
  'raftHeartbeatTimeout',
  'raftElectionTimeout',
  'raftLeaseTimeout',
  'raftCommitTimeout',
] as const

export function checkNatsBus(bus: NatsBus, check: Check): void {
  if (bus.native === undefined && bus.exotic === undefined) {
    check.error('required', bus, [], 'either native or exotic is required')
  } else if (bus.native !== undefined && bus.exotic !== undefined) {
    check.error('conflict', bus, ['native'], 'only one of native and exotic is allowed')
  }
  const settings = bus.native
  if (settings === undefined) return
  for (const field of durations) {
    const text = settings[field]
    const parsed = text === undefined ? undefined : parseGoDuration(text)
    if (parsed?.kind === 'fault') check.error('invalid', settings, [field], parsed.message)
  }
  for (const field of ['maxBytes', 'maxPayload'] as const) {
    const text = settings[field]
    if (text === undefined || parseByteSize(text) !== undefined) continue
    check.error('invalid', settings, [field], `${JSON.stringify(text)} is not a size such as 1GB`)
  }
}
