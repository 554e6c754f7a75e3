import { readServiceBusSettings } from '@millrace/connectors'
import type { AzureServiceBusTrigger, Sensor, Trigger as SensorTrigger } from '@millrace/manifests'
import { inputFault, type Act } from '../act.ts'
import { withTypeParameters } from '../with-type-parameters.ts'
import { azureAct, type AzureDeps } from './azure-act.ts'

/** Sends one message to a queue or topic for each invocation, with the invocation id as its MessageId. */
export function compileServiceBus(
  sensor: Sensor,
  trigger: SensorTrigger,
  serviceBus: AzureServiceBusTrigger,
  deps: AzureDeps,
): Act {
  const { namespace } = sensor.metadata
  return withTypeParameters('azureServiceBus', trigger, serviceBus, deps.languages, (settings) => {
    const { queueName, topicName, payload } = settings
    const entity = queueName ?? topicName
    if (entity === undefined) {
      const failed = inputFault('azureServiceBus: either queueName or topicName is required')
      return () => Promise.resolve(failed)
    }
    const read = () => readServiceBusSettings(namespace, settings, deps.secrets)
    return azureAct({ type: 'azureServiceBus', system: 'servicebus', entity, payload, read }, deps)
  })
}
