import { persistenceStrategy } from '../blocks/persistence-strategy.ts'
import { containerTemplate, podSchedulingFields } from '../blocks/pod-template.ts'
import { integer, list, may, need, object, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { parseByteSize } from '../text/byte-size.ts'
import type { Check } from '../validate/check.ts'
import { checkStreamConfig } from './check-stream-config.ts'

/** A JetStream server that the system runs itself. */
export const jetstreamBus = object(
  'JetStreamBus',
  {
    ...podSchedulingFields,
    version: need(string(), 'Version of the server, or latest.', 'version is required'),
    replicas: may(integer(), 'Servers: 1, or 3 and more. Default 3.'),
    containerTemplate: may(containerTemplate, 'The server’s container.'),
    reloaderContainerTemplate: may(containerTemplate, 'The config reloader’s container.'),
    metricsContainerTemplate: may(containerTemplate, 'The metrics exporter’s container.'),
    persistence: may(persistenceStrategy, 'Volume of each server.'),
    settings: may(string(), 'Text for the jetstream block of the server’s configuration.'),
    startArgs: may(list(string()), 'More arguments of the server.'),
    streamConfig: may(string(), 'YAML text; see parseStreamConfig.'),
    maxPayload: may(string(), 'Largest message, such as 1MB.'),
  },
  { hints: { antiAffinity: 'it was removed; use affinity' } },
)

export type JetStreamBus = Infer<typeof jetstreamBus>

export function checkJetstream(bus: JetStreamBus, check: Check): void {
  const { replicas, maxPayload } = bus
  if (replicas !== undefined && (replicas <= 0 || replicas === 2)) {
    check.error('invalid', bus, ['replicas'], `${String(replicas)} replicas are refused`, 'write 1, or 3 or more')
  }
  if (maxPayload !== undefined && parseByteSize(maxPayload) === undefined) {
    check.error('invalid', bus, ['maxPayload'], `${JSON.stringify(maxPayload)} is not a size such as 1MB`)
  }
  const config = checkStreamConfig(bus, bus.streamConfig, check)
  if (config?.replicas !== undefined && config.replicas > (replicas ?? 3)) {
    const message = `a stream of ${String(config.replicas)} replicas does not fit on ${String(replicas ?? 3)} servers`
    check.error('conflict', bus, ['streamConfig'], message)
  }
}
