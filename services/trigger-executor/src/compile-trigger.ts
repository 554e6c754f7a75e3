import {
  failureDependency,
  triggerTypeOf,
  type Sensor,
  type Trigger as SensorTrigger,
  type TriggerTemplate,
} from '@millrace/manifests'
import { compileRewrite, sensorEvent, type Languages, type SensorEvent } from '@millrace/sensor'
import type { RoadDelivery } from '@millrace/protocol/wire'
import { inputFault, type Act } from './act.ts'
import { compileLambda, type LambdaDeps } from './aws/compile-lambda.ts'
import { compileArgoWorkflow } from './argo/compile-argo-workflow.ts'
import type { AzureDeps } from './azure/azure-act.ts'
import { compileEventHubs } from './azure/compile-event-hubs.ts'
import { compileServiceBus } from './azure/compile-service-bus.ts'
import { compileCustom, type CustomDeps } from './custom/compile-custom.ts'
import { compileEmail } from './email/compile-email.ts'
import { compileHttp, type HttpDeps } from './http/compile-http.ts'
import { compileK8s } from './kube/compile-k8s.ts'
import type { KubeDeps } from './kube/kube-deps.ts'
import { compileKafka, type KafkaDeps } from './kafka/compile-kafka.ts'
import { compileLog, type LogDeps } from './log/compile-log.ts'
import { failureEvent } from './failure-event.ts'
import { compileNats, type NatsDeps } from './nats/compile-nats.ts'
import { compileOpenWhisk, type OpenWhiskDeps } from './open-whisk/compile-open-whisk.ts'
import { compilePulsar, type PulsarDeps } from './pulsar/compile-pulsar.ts'
import { compileSlack, type SlackDeps } from './slack/compile-slack.ts'
import { persistenceOf } from './persistence.ts'
import type { DueInvocation, Trigger } from './trigger.ts'

/** What triggers need of the process. */
export interface TriggerDeps
  extends
    HttpDeps,
    LogDeps,
    LambdaDeps,
    AzureDeps,
    KafkaDeps,
    PulsarDeps,
    NatsDeps,
    SlackDeps,
    OpenWhiskDeps,
    CustomDeps,
    KubeDeps {
  readonly languages: Languages
  /** Numbers in [0, 1). */
  readonly random: () => number
}

/** Compiles a trigger of a sensor. What this build cannot carry out fails each attempt with the reason, never in silence. */
export function compileTrigger(sensor: Sensor, trigger: SensorTrigger, deps: TriggerDeps): Trigger {
  const { template } = trigger
  const type = triggerTypeOf(template) ?? 'none'
  const persistence = persistenceOf(sensor, trigger, deps.random)
  const act = withParameters(sensor, trigger, deps)
  return {
    type,
    persistence: repeatable.has(type) ? { ...persistence, mayRepeat: true } : persistence,
    attempt: (invocation, span, mayBegin) => act({ ...invocation, seen: seenEvents(invocation) }, span, mayBegin),
  }
}

/** A log line twice harms nobody; an object knows the invocation that it is of. */
const repeatable: ReadonlySet<string> = new Set(['log', 'k8s', 'argoWorkflow'])

/** The events as filters and parameters see them; a dlqTrigger sees what failed as one more. */
function seenEvents({ events, failure }: DueInvocation): ReadonlyMap<string, SensorEvent> {
  const seen = new Map<string, SensorEvent>()
  for (const [dependency, delivery] of events) seen.set(dependency, seenOnce(delivery))
  if (failure !== undefined) seen.set(failureDependency, failureEvent(failure))
  return seen
}

/**
 * Invocations of one message share their deliveries, and those of one delivery follow one another: what the last one read
 * is kept. No WeakMap, whose values live on in a young heap until all of it is searched.
 */
function seenOnce(delivery: RoadDelivery): SensorEvent {
  if (last?.delivery === delivery) return last.seen
  const seen = sensorEvent(delivery.event, delivery.dataIsJson)
  last = (delivery.event.data?.length ?? 0) > keptBytesMax ? undefined : { delivery, seen }
  return seen
}

let last: { readonly delivery: RoadDelivery; readonly seen: SensorEvent } | undefined
/** Data above this is not kept, since it would stay until another event comes. */
const keptBytesMax = 65_536

/** Template parameters rewrite the template for each invocation; without any it is compiled once. */
function withParameters(sensor: Sensor, trigger: SensorTrigger, deps: TriggerDeps): Act {
  const { template, parameters = [] } = trigger
  if (parameters.length === 0) return compileAct(sensor, trigger, template, deps)
  const rewrite = compileRewrite(trigger, deps.languages)
  return (invocation, span, mayBegin) => {
    const rewritten = rewrite(invocation.seen)
    if (rewritten.kind === 'error') return Promise.resolve(inputFault(`${rewritten.field}: ${rewritten.message}`))
    return compileAct(sensor, trigger, rewritten.value, deps)(invocation, span, mayBegin)
  }
}

function compileAct(sensor: Sensor, trigger: SensorTrigger, template: TriggerTemplate, deps: TriggerDeps): Act {
  if (template.k8s !== undefined) return compileK8s(sensor, trigger, template, template.k8s, deps)
  if (template.argoWorkflow !== undefined)
    return compileArgoWorkflow(sensor, trigger, template, template.argoWorkflow, deps)
  if (template.http !== undefined) return compileHttp(sensor, trigger, template.http, deps)
  if (template.awsLambda !== undefined) return compileLambda(sensor, trigger, template.awsLambda, deps)
  if (template.azureEventHubs !== undefined) return compileEventHubs(sensor, trigger, template.azureEventHubs, deps)
  if (template.azureServiceBus !== undefined) return compileServiceBus(sensor, trigger, template.azureServiceBus, deps)
  if (template.kafka !== undefined) return compileKafka(sensor, trigger, template.kafka, deps)
  if (template.pulsar !== undefined) return compilePulsar(sensor, trigger, template.pulsar, deps)
  if (template.nats !== undefined) return compileNats(sensor, trigger, template.nats, deps)
  if (template.slack !== undefined) return compileSlack(sensor, trigger, template.slack, deps)
  if (template.openWhisk !== undefined) return compileOpenWhisk(sensor, trigger, template.openWhisk, deps)
  if (template.custom !== undefined) return compileCustom(sensor, template.custom, deps)
  if (template.log !== undefined) return compileLog(sensor, template.name, deps)
  if (template.email !== undefined) return compileEmail(sensor, trigger, template.email, deps)
  return unsupported(triggerTypeOf(template) ?? 'none')
}

function unsupported(type: string): Act {
  const failed = inputFault(`this build does not carry out triggers of type ${type}`)
  return () => Promise.resolve(failed)
}
