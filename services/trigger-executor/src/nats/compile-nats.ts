import { fingerprintOf, openNatsPublisher, readNatsSettings } from '@millrace/connectors'
import type { ClientCache, NatsPublisher } from '@millrace/connectors'
import type { NatsTrigger, Sensor, Trigger as SensorTrigger } from '@millrace/manifests'
import { compilePayload } from '@millrace/sensor'
import type { Act } from '../act.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { messageAct } from '../message-act.ts'
import { withTypeParameters } from '../with-type-parameters.ts'

/** What the NATS trigger needs of the process. */
export interface NatsDeps extends MessagingDeps {
  readonly natsPublishers: ClientCache<NatsPublisher>
}

/** Publishes one message for each invocation, with the invocation id as `Nats-Msg-Id`. */
export function compileNats(sensor: Sensor, trigger: SensorTrigger, nats: NatsTrigger, deps: NatsDeps): Act {
  return withTypeParameters('nats', trigger, nats, deps.languages, (settings) => compileFinal(sensor, settings, deps))
}

function compileFinal(sensor: Sensor, nats: NatsTrigger, deps: NatsDeps): Act {
  const { namespace } = sensor.metadata
  const { subject } = nats
  return messageAct(
    {
      type: 'nats',
      payload: compilePayload(nats.payload, deps.languages),
      clients: deps.natsPublishers,
      wish: async () => {
        const settings = await readNatsSettings(namespace, nats, deps.secrets)
        const fingerprint = fingerprintOf(settings)
        // Triggers with the same settings share a connection.
        const key = `nats ${settings.servers.join(',')} ${fingerprint}`
        return { key, fingerprint, open: () => openNatsPublisher(settings, 'millrace triggers') }
      },
      send: (publisher, { text, invocationId, traceparent, begin }) =>
        publisher.publish(
          { subject, data: Buffer.from(text), id: invocationId, headers: [['traceparent', traceparent]] },
          begin,
        ),
      isBroken: (publisher) => publisher.broken,
      spanName: `publish ${subject}`,
      attributes: {
        'messaging.system': 'nats',
        'messaging.destination.name': subject,
        'messaging.operation.name': 'publish',
        'messaging.operation.type': 'send',
      },
    },
    deps.tracing,
  )
}
