import {
  ClientCache,
  type AzureSender,
  type KafkaProducer,
  type LambdaInvoker,
  type NatsPublisher,
  type PulsarProducer,
  type TriggerClient,
} from '@millrace/connectors'

/** The clients of outside systems that triggers share, by type. */
export interface ClientCaches {
  readonly azureSenders: ClientCache<AzureSender>
  readonly kafkaProducers: ClientCache<KafkaProducer>
  readonly lambdaInvokers: ClientCache<LambdaInvoker>
  readonly natsPublishers: ClientCache<NatsPublisher>
  readonly pulsarProducers: ClientCache<PulsarProducer>
  readonly triggerClients: ClientCache<TriggerClient>
}

/** Opens the caches; no client is made before a trigger needs one. `onFault` is told what could not be closed. */
export function openClientCaches(
  setup: AsyncDisposableStack,
  onFault: (key: string, fault: unknown) => void,
): ClientCaches {
  return {
    azureSenders: setup.use(new ClientCache<AzureSender>({ onFault })),
    kafkaProducers: setup.use(new ClientCache<KafkaProducer>({ onFault })),
    lambdaInvokers: setup.use(new ClientCache<LambdaInvoker>({ onFault })),
    natsPublishers: setup.use(new ClientCache<NatsPublisher>({ onFault })),
    pulsarProducers: setup.use(new ClientCache<PulsarProducer>({ onFault })),
    triggerClients: setup.use(new ClientCache<TriggerClient>({ onFault })),
  }
}
