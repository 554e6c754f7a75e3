/** The trigger types, in the order in which they count when a template has several. */
export const TRIGGER_TYPES = [
  'k8s',
  'argoWorkflow',
  'http',
  'awsLambda',
  'azureEventHubs',
  'azureServiceBus',
  'kafka',
  'pulsar',
  'nats',
  'slack',
  'openWhisk',
  'custom',
  'log',
  'email',
] as const

/** A key of a trigger template that says what the trigger does. */
export type TriggerType = (typeof TRIGGER_TYPES)[number]
