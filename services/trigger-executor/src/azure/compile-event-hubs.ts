import { readEventHubSettings } from '@millrace/connectors'
import type { AzureEventHubsTrigger, Sensor, Trigger as SensorTrigger } from '@millrace/manifests'
import { inputFault, type Act } from '../act.ts'
import { withTypeParameters } from '../with-type-parameters.ts'
import { azureAct, type AzureDeps } from './azure-act.ts'

/** Sends one event to a hub for each invocation, with the invocation id as its message id and a property. */
export function compileEventHubs(
  sensor: Sensor,
  trigger: SensorTrigger,
  eventHubs: AzureEventHubsTrigger,
  deps: AzureDeps,
): Act {
  const { namespace } = sensor.metadata
  return withTypeParameters('azureEventHubs', trigger, eventHubs, deps.languages, (settings) => {
    const { hubName, fqdn, payload } = settings
    if (hubName === undefined || fqdn === undefined) {
      const failed = inputFault(`azureEventHubs.${fqdn === undefined ? 'fqdn' : 'hubName'} is required`)
      return () => Promise.resolve(failed)
    }
    const read = () => readEventHubSettings(namespace, settings, deps.secrets)
    return azureAct({ type: 'azureEventHubs', system: 'eventhubs', entity: hubName, payload, read }, deps)
  })
}
