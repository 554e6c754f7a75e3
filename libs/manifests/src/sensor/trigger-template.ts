import { list, may, need, object, string, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'
import { conditionsReset } from './conditions-reset.ts'
import { argoWorkflowTrigger } from './triggers/argo-workflow.ts'
import { awsLambdaTrigger } from './triggers/aws-lambda.ts'
import { azureEventHubsTrigger } from './triggers/azure-event-hubs.ts'
import { azureServiceBusTrigger } from './triggers/azure-service-bus.ts'
import { customTrigger } from './triggers/custom.ts'
import { emailTrigger } from './triggers/email.ts'
import { httpTrigger } from './triggers/http.ts'
import { k8sTrigger } from './triggers/k8s.ts'
import { kafkaTrigger } from './triggers/kafka.ts'
import { logTrigger } from './triggers/log.ts'
import { natsTrigger } from './triggers/nats.ts'
import { openWhiskTrigger } from './triggers/open-whisk.ts'
import { pulsarTrigger } from './triggers/pulsar.ts'
import { slackTrigger } from './triggers/slack.ts'
import { TRIGGER_TYPES, type TriggerType } from './trigger-types.ts'

/** What a trigger does, and when. */
export const triggerTemplate = object(
  'TriggerTemplate',
  {
    name: need(string(), 'Name, unique among the triggers of the sensor.', 'the trigger has no name'),
    conditions: may(text('conditions'), 'Which dependencies must have come: a && (b || c). Default: all.'),
    conditionsReset: may(list(conditionsReset), 'When waiting events are forgotten.'),
    k8s: may(k8sTrigger, 'A Kubernetes object.'),
    argoWorkflow: may(argoWorkflowTrigger, 'An Argo Workflow.'),
    http: may(httpTrigger, 'An HTTP request.'),
    awsLambda: may(awsLambdaTrigger, 'An AWS Lambda function.'),
    azureEventHubs: may(azureEventHubsTrigger, 'Azure Event Hubs.'),
    azureServiceBus: may(azureServiceBusTrigger, 'Azure Service Bus.'),
    kafka: may(kafkaTrigger, 'A Kafka topic.'),
    pulsar: may(pulsarTrigger, 'A Pulsar topic.'),
    nats: may(natsTrigger, 'A NATS subject.'),
    slack: may(slackTrigger, 'A Slack message.'),
    openWhisk: may(openWhiskTrigger, 'An OpenWhisk action.'),
    custom: may(customTrigger, 'A gRPC server.'),
    log: may(logTrigger, 'The log.'),
    email: may(emailTrigger, 'An e-mail.'),
  },
  { lends: ['atLeastOnce', 'policy', 'retryStrategy', 'rateLimit', 'parameters', 'dlqTrigger'] },
)

export type TriggerTemplate = Infer<typeof triggerTemplate>

/** The trigger type of a template: the first in the order in which types count. */
export function triggerTypeOf(template: TriggerTemplate): TriggerType | undefined {
  return TRIGGER_TYPES.find((type) => template[type] !== undefined)
}
