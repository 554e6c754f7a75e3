import { fingerprintOf, openAzureSender } from '@millrace/connectors'
import type { AzureSender, AzureSettings, ClientCache } from '@millrace/connectors'
import type { TriggerParameter } from '@millrace/manifests'
import { compilePayload } from '@millrace/sensor'
import type { Act } from '../act.ts'
import { messageAct } from '../message-act.ts'
import type { MessagingDeps } from '../messaging-deps.ts'

/** What the triggers of Azure need of the process. */
export interface AzureDeps extends MessagingDeps {
  readonly azureSenders: ClientCache<AzureSender>
}

/** Where a trigger of Azure sends. */
export interface AzureTarget {
  readonly type: 'azureServiceBus' | 'azureEventHubs'
  /** OpenTelemetry's name of the service. */
  readonly system: 'servicebus' | 'eventhubs'
  /** The queue, topic or hub. */
  readonly entity: string
  readonly payload: readonly TriggerParameter[]
  /** Rejects when a secret cannot be read, or cannot be used. */
  readonly read: () => Promise<AzureSettings>
}

/**
 * Sends one message for each invocation, whose id is the message's too. The trace is also where Azure's own clients look
 * for it.
 */
export function azureAct({ type, system, entity, payload, read }: AzureTarget, deps: AzureDeps): Act {
  return messageAct(
    {
      type,
      payload: compilePayload(payload, deps.languages),
      clients: deps.azureSenders,
      wish: async () => {
        const settings = await read()
        const fingerprint = fingerprintOf(settings)
        // Triggers with the same settings share a sender.
        const key = `${type} ${settings.host} ${entity} ${fingerprint}`
        return { key, fingerprint, open: () => openAzureSender(settings) }
      },
      send: (sender, { text, invocationId, traceparent, begin }) => {
        const properties = { 'millrace-invocation-id': invocationId, traceparent, 'Diagnostic-Id': traceparent }
        return sender.send({ body: Buffer.from(text), id: invocationId, properties }, begin)
      },
      isBroken: (sender) => sender.broken,
      spanName: `send ${entity}`,
      attributes: {
        'messaging.system': system,
        'messaging.destination.name': entity,
        'messaging.operation.name': 'send',
        'messaging.operation.type': 'send',
      },
    },
    deps.tracing,
  )
}
