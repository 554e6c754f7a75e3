import { checkBackoff } from '../blocks/backoff.ts'
import type { Check } from '../validate/check.ts'
import { checkConditionsReset } from './conditions-reset.ts'
import { checkPolicy } from './policy.ts'
import { triggerTypeOf, type TriggerTemplate } from './trigger-template.ts'
import { TRIGGER_TYPES } from './trigger-types.ts'
import type { Trigger } from './trigger.ts'
import { checkArgoWorkflow } from './triggers/argo-workflow.ts'
import { checkAwsLambda } from './triggers/aws-lambda.ts'
import { checkAzureEventHubs } from './triggers/azure-event-hubs.ts'
import { checkAzureServiceBus } from './triggers/azure-service-bus.ts'
import { checkCustom } from './triggers/custom.ts'
import { checkEmail } from './triggers/email.ts'
import { checkHttp } from './triggers/http.ts'
import { checkK8s } from './triggers/k8s.ts'
import { checkKafkaTrigger } from './triggers/kafka.ts'
import { checkNatsTrigger } from './triggers/nats.ts'
import { checkOpenWhisk } from './triggers/open-whisk.ts'
import { checkPulsarTrigger } from './triggers/pulsar.ts'
import { checkSlackTrigger } from './triggers/slack.ts'

/** The rules of one trigger, and of its dead letter trigger. */
export function checkTrigger(trigger: Trigger, check: Check): void {
  const { template } = trigger
  const type = triggerTypeOf(template)
  if (type === undefined) {
    const message = `the trigger has no type: one of ${TRIGGER_TYPES.join(', ')}`
    check.error('required', template, [], message)
  }
  for (const other of TRIGGER_TYPES) {
    if (other !== type && template[other] !== undefined) {
      check.warning('conflict', template, [other], `has no effect beside ${String(type)}: a trigger has one type`)
    }
  }
  for (const reset of template.conditionsReset ?? []) checkConditionsReset(reset, check)
  checkTypes(template, check, trigger.parameters === undefined)
  if (trigger.policy !== undefined) checkPolicy(trigger.policy, type, check)
  checkBackoff(trigger.retryStrategy, check)
  checkDeadLetters(trigger, check)
}

function checkTypes(template: TriggerTemplate, check: Check, isFinal: boolean): void {
  if (template.k8s !== undefined) checkK8s(template.k8s, check, isFinal)
  if (template.argoWorkflow !== undefined) checkArgoWorkflow(template.argoWorkflow, check, isFinal)
  if (template.http !== undefined) checkHttp(template.http, check, isFinal)
  if (template.awsLambda !== undefined) checkAwsLambda(template.awsLambda, check, isFinal)
  if (template.azureEventHubs !== undefined) checkAzureEventHubs(template.azureEventHubs, check, isFinal)
  if (template.azureServiceBus !== undefined) checkAzureServiceBus(template.azureServiceBus, check, isFinal)
  if (template.kafka !== undefined) checkKafkaTrigger(template.kafka, check)
  if (template.pulsar !== undefined) checkPulsarTrigger(template.pulsar, check, isFinal)
  if (template.nats !== undefined) checkNatsTrigger(template.nats, check)
  if (template.slack !== undefined) checkSlackTrigger(template.slack, check, isFinal)
  if (template.openWhisk !== undefined) checkOpenWhisk(template.openWhisk, check, isFinal)
  if (template.custom !== undefined) checkCustom(template.custom, check)
  if (template.email !== undefined) checkEmail(template.email, check, isFinal)
}

function checkDeadLetters(trigger: Trigger, check: Check): void {
  const { dlqTrigger } = trigger
  if (dlqTrigger === undefined) return
  if (trigger.atLeastOnce !== true) {
    check.error('required', trigger, ['atLeastOnce'], 'a trigger with a dlqTrigger needs atLeastOnce: true')
  }
  if (dlqTrigger.atLeastOnce !== true) {
    check.error('required', dlqTrigger, ['atLeastOnce'], 'a dlqTrigger needs atLeastOnce: true')
  }
  if (dlqTrigger.dlqTrigger !== undefined) {
    check.warning('suspect', dlqTrigger, ['dlqTrigger'], 'the dlqTrigger of a dlqTrigger is never run')
  }
  checkTrigger(dlqTrigger, check)
}
