import { fingerprintOf, openAzureSender, readEventHubSettings } from '@millrace/connectors'
import type { AzureEventHubsTrigger, Sensor, Trigger as SensorTrigger } from '@millrace/manifests'
import { compilePayload } from '@millrace/sensor'
import { inputFault, type Act } from '../act.ts'
import { messageAct } from '../message-act.ts'
import { withTypeParameters } from '../with-type-parameters.ts'
import { azureMessage } from './azure-message.ts'
import type { AzureDeps } from './compile-service-bus.ts'

/** Sends one event to a hub for each invocation, with the invocation id as its message id and a property. */
export function compileEventHubs(
  sensor: Sensor,
  trigger: SensorTrigger,
  eventHubs: AzureEventHubsTrigger,
  deps: AzureDeps,
): Act {
  return withTypeParameters('azureEventHubs', trigger, eventHubs, deps.languages, (settings) =>
    compileFinal(sensor, settings, deps),
  )
}

function compileFinal(sensor: Sensor, eventHubs: AzureEventHubsTrigger, deps: AzureDeps): Act {
  const { namespace } = sensor.metadata
  const { hubName, fqdn } = eventHubs
  if (hubName === undefined || fqdn === undefined) {
    const failed = inputFault(`azureEventHubs.${fqdn === undefined ? 'fqdn' : 'hubName'} is required`)
    return () => Promise.resolve(failed)
  }
  return messageAct(
    {
      type: 'azureEventHubs',
      payload: compilePayload(eventHubs.payload, deps.languages),
      clients: deps.azureSenders,
      wish: async () => {
        const settings = await readEventHubSettings(namespace, eventHubs, deps.secrets)
        const fingerprint = fingerprintOf(settings)
        // Triggers with the same settings share a sender.
        const key = `azureEventHubs ${settings.host} ${hubName} ${fingerprint}`
        return { key, fingerprint, open: () => openAzureSender(settings) }
      },
      send: (sender, message) => sender.send(azureMessage(message), message.begin),
      isBroken: (sender) => sender.broken,
      spanName: `send ${hubName}`,
      attributes: {
        'messaging.system': 'eventhubs',
        'messaging.destination.name': hubName,
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
      },
    },
    deps.tracing,
  )
}
