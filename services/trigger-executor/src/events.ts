import type { RestoreTold } from '@millrace/ledger'
import { Result } from '@millrace/protocol/road'
import { traceparentOf, type RoadDelivery, type RoadInvocation, type RoadOutcome } from '@millrace/protocol/wire'
import type { Counter, Histogram, ServiceTelemetry } from '@millrace/telemetry'
import type { Attempted } from './next-step.ts'
import type { Trigger } from './trigger.ts'
import type { GateOwner } from './triggers.ts'

/** What happens in the executor that people want to know: counter, log line and span together. */
export interface ExecutorEvents extends RestoreTold {
  /** Runs one attempt under its span. */
  attempt(
    invocation: RoadInvocation,
    events: ReadonlyMap<string, RoadDelivery>,
    trigger: Trigger,
    mayBegin: () => boolean,
  ): Promise<Attempted>
  /** A trigger has come into force: its series are there from then on, at zero. */
  inForce(owner: GateOwner): void
  concluded(outcome: RoadOutcome): void
  suppressed(invocation: RoadInvocation): void
  /** The data of an event is gone from the object store, or damaged there. */
  payloadLost(): void
  /** It was not attempted, and waits in the bus. */
  putOff(invocation: RoadInvocation, reason: string): void
  breaker(owner: GateOwner, change: 'opened' | 'closed'): void
  unreadable(seq: number, fault: Error): void
}

interface ActionSeries {
  readonly triggered: Counter
  readonly failed: Counter
  readonly retriesFailed: Counter
  readonly durationMs: Histogram
  readonly outcomes: (result: number) => Counter
}

const resultWords: Readonly<Record<number, string>> = {
  [Result.UNSPECIFIED]: 'unspecified',
  [Result.SUCCEEDED]: 'succeeded',
  [Result.RETRYING]: 'retrying',
  [Result.DEAD]: 'dead',
  [Result.UNCERTAIN]: 'uncertain',
  [Result.CLAIM_LOST]: 'claim-lost',
  [Result.LIMITED]: 'limited',
  [Result.PAUSED]: 'paused',
  [Result.PUT_OFF]: 'put-off',
}

export function executorEvents(telemetry: ServiceTelemetry): ExecutorEvents {
  const { log, metrics } = telemetry
  const seriesOf = actionSeries(telemetry)
  return {
    attempt: (invocation, events, trigger, mayBegin) =>
      attempt(telemetry, seriesOf(invocation), invocation, events, trigger, mayBegin),
    inForce(owner) {
      const series = seriesOf(owner)
      for (const result of Object.keys(resultWords)) if (result !== unspecified) series.outcomes(Number(result))
      const labels = { namespace: owner.namespace, sensor_name: owner.sensor, trigger_name: owner.trigger }
      metrics.count('millrace_effects_suppressed_total', labels, 0)
      for (const reason of putOffReasons) metrics.count('millrace_put_offs_total', { ...labels, reason }, 0)
      metrics.gauge('millrace_breaker_open', labels, 0)
    },
    concluded(outcome) {
      seriesOf(outcome).outcomes(outcome.result).add(1)
      if (outcome.result === Result.SUCCEEDED) return
      const { invocationId, namespace, sensor: sensorName, trigger: triggerName, attempt, reason } = outcome
      const fields = { namespace, sensorName, triggerName, invocationId, attempt, error: reason }
      if (outcome.result === Result.RETRYING) log.warn('Failed to execute a trigger', fields)
      else {
        seriesOf(outcome).retriesFailed.add(1)
        log.error('Failed to execute a trigger', { ...fields, result: resultWords[outcome.result] })
      }
    },
    suppressed(invocation) {
      const { namespace, sensor: sensor_name, trigger: trigger_name } = invocation
      metrics.count('millrace_effects_suppressed_total', { namespace, sensor_name, trigger_name })
    },
    restored(entries) {
      if (entries > 0)
        log.warn('Redis had forgotten effects of the last minute: they are marked as done again', { entries })
    },
    failed(error) {
      log.warn('Redis was started anew, and the last outcomes could not be read; it is tried again', { error })
    },
    payloadLost: () => metrics.count('millrace_payloads_lost_total', { service: 'trigger-executor' }),
    putOff({ namespace, sensor: sensor_name, trigger: trigger_name }, reason) {
      metrics.count('millrace_put_offs_total', { namespace, sensor_name, trigger_name, reason })
    },
    breaker({ namespace, sensor, trigger }, change) {
      const isOpen = change === 'opened'
      const labels = { namespace, sensor_name: sensor, trigger_name: trigger }
      metrics.gauge('millrace_breaker_open', labels, isOpen ? 1 : 0)
      const fields = { namespace, sensorName: sensor, triggerName: trigger }
      if (isOpen) log.warn('The target of a trigger failed too often: calls are put off until a probe succeeds', fields)
      else log.info('The target of a trigger is well again', fields)
    },
    unreadable(seq, fault) {
      log.error('A message of INVOCATIONS is not one of ours and was put aside', { seq, error: fault.message })
    },
  }
}

const unspecified = String(Result.UNSPECIFIED)
const putOffReasons = ['rate', 'breaker', 'bound', 'paused'] as const

function actionSeries({ metrics }: ServiceTelemetry): (of: GateOwner) => ActionSeries {
  const known = new Map<string, ActionSeries>()
  return (of) => {
    const key = `${of.namespace}/${of.sensor}/${of.trigger}`
    const found = known.get(key)
    if (found !== undefined) return found
    const labels = { namespace: of.namespace, sensor_name: of.sensor, trigger_name: of.trigger }
    const outcomes = new Map<number, Counter>()
    const made: ActionSeries = {
      triggered: metrics.counter('argo_events_action_triggered_total', labels),
      failed: metrics.counter('argo_events_action_failed_total', labels),
      retriesFailed: metrics.counter('argo_events_action_retries_failed_total', labels),
      durationMs: metrics.histogram('argo_events_action_duration_milliseconds', labels),
      outcomes(result) {
        const counter = outcomes.get(result)
        if (counter !== undefined) return counter
        const added = metrics.counter('millrace_outcomes_total', {
          ...labels,
          result: resultWords[result] ?? String(result),
        })
        outcomes.set(result, added)
        return added
      },
    }
    known.set(key, made)
    return made
  }
}

async function attempt(
  { log, tracing }: ServiceTelemetry,
  series: ActionSeries,
  invocation: RoadInvocation,
  events: ReadonlyMap<string, RoadDelivery>,
  trigger: Trigger,
  mayBegin: () => boolean,
): Promise<Attempted> {
  const [first, ...others] = events.values()
  const { replay } = invocation
  const span = tracing.start('process INVOCATIONS', {
    kind: 'consumer',
    // A replay is a trace of its own that is linked to the original.
    parent: replay?.traceparent ?? (first === undefined ? undefined : traceparentOf(first.event)),
    links: (replay === undefined || first === undefined ? others : [first, ...others]).flatMap(
      (delivery) => traceparentOf(delivery.event) ?? [],
    ),
    attributes: tracing.recording ? spanAttributes(invocation, trigger) : {},
  })
  const startedAt = performance.now()
  let attempted: Attempted
  try {
    const { effectId = '' } = invocation
    // A redrive of what may have happened goes by the first id: the target knows it.
    const id = effectId === '' ? invocation.id : effectId
    attempted = await trigger.attempt({ ...invocation, id, events }, span, mayBegin)
  } catch (fault) {
    log.error('A trigger threw', {
      sensorName: invocation.sensor,
      triggerName: invocation.trigger,
      error: String(fault),
    })
    attempted = { kind: 'failed', reason: `fault: ${String(fault)}`, status: 0, effect: 'unknown' }
  }
  series.durationMs.record(performance.now() - startedAt)
  if (attempted.kind === 'succeeded') {
    series.triggered.add(1)
  } else if (attempted.kind === 'failed') {
    series.failed.add(1)
    span.fail(attempted.reason)
  }
  span.end()
  return attempted
}

function spanAttributes(invocation: RoadInvocation, trigger: Trigger) {
  return {
    'messaging.system': 'nats',
    'messaging.destination.name': 'invocations.due',
    'messaging.nats.stream': 'INVOCATIONS',
    'messaging.operation.name': 'process',
    'messaging.operation.type': 'process',
    'messaging.consumer.group.name': 'trigger-executor',
    'messaging.message.id': invocation.id,
    'millrace.invocation_id': invocation.id,
    'millrace.namespace': invocation.namespace,
    'millrace.sensor': invocation.sensor,
    'millrace.trigger': invocation.trigger,
    'millrace.trigger_type': trigger.type,
    'millrace.attempt': invocation.attempt,
    'millrace.uncertain': invocation.uncertain,
    ...(invocation.replay === undefined ? {} : { 'millrace.replay_id': invocation.replay.replayId }),
  } as const
}
