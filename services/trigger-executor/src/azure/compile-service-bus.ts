import { fingerprintOf, openAzureSender, readServiceBusSettings } from '@millrace/connectors'
import type { AzureSender, ClientCache } from '@millrace/connectors'
import type { AzureServiceBusTrigger, Sensor, Trigger as SensorTrigger } from '@millrace/manifests'
import { compilePayload } from '@millrace/sensor'
import { inputFault, type Act } from '../act.ts'
import { messageAct } from '../message-act.ts'
import type { MessagingDeps } from '../messaging-deps.ts'
import { withTypeParameters } from '../with-type-parameters.ts'
import { azureMessage } from './azure-message.ts'

/** What the triggers of Azure need of the process. */
export interface AzureDeps extends MessagingDeps {
  readonly azureSenders: ClientCache<AzureSender>
}

/** Sends one message to a queue or topic for each invocation, with the invocation id as its MessageId. */
export function compileServiceBus(
  sensor: Sensor,
  trigger: SensorTrigger,
  serviceBus: AzureServiceBusTrigger,
  deps: AzureDeps,
): Act {
  return withTypeParameters('azureServiceBus', trigger, serviceBus, deps.languages, (settings) =>
    compileFinal(sensor, settings, deps),
  )
}

function compileFinal(sensor: Sensor, serviceBus: AzureServiceBusTrigger, deps: AzureDeps): Act {
  const { namespace } = sensor.metadata
  const { queueName, topicName } = serviceBus
  const entity = queueName ?? topicName
  if (entity === undefined) {
    const failed = inputFault('azureServiceBus: either queueName or topicName is required')
    return () => Promise.resolve(failed)
  }
  return messageAct(
    {
      type: 'azureServiceBus',
      payload: compilePayload(serviceBus.payload, deps.languages),
      clients: deps.azureSenders,
      wish: async () => {
        const settings = await readServiceBusSettings(namespace, serviceBus, deps.secrets)
        const fingerprint = fingerprintOf(settings)
        // Triggers with the same settings share a sender.
        const key = `azureServiceBus ${settings.host} ${entity} ${fingerprint}`
        return { key, fingerprint, open: () => openAzureSender(settings) }
      },
      send: (sender, message) => sender.send(azureMessage(message), message.begin),
      isBroken: (sender) => sender.broken,
      spanName: `send ${entity}`,
      attributes: {
        'messaging.system': 'servicebus',
        'messaging.destination.name': entity,
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
      },
    },
    deps.tracing,
  )
}
