import { tellBindingFault, tellFate, type Bus } from '@millrace/bus'
import {
  BindingError,
  bindingDependency,
  decodeApiEvent,
  eventEnv,
  type ApiEvent,
  type BindingLanguage,
  type CompiledBinding,
  type WorkflowParts,
} from '@millrace/event-binding'
import { textAt } from '@millrace/kube'
import type { WorkflowEventBinding } from '@millrace/manifests'
import { BindingState, type BindingFate } from '@millrace/protocol/fate'
import type { RoadDelivery } from '@millrace/protocol/wire'
import type { Logger, Tracing } from '@millrace/telemetry'
import { inputFault } from '../act.ts'
import type { Deed } from '../kube/deed.ts'
import { suffixOf } from '../kube/deterministic-name.ts'
import { failedErrand } from '../kube/failed-errand.ts'
import type { KubeAccess } from '../kube/kube-access.ts'
import { markOf } from '../kube/mark.ts'
import type { Attempted } from '../next-step.ts'
import type { DueInvocation, Trigger } from '../trigger.ts'
import { bindingPersistence } from './binding-persistence.ts'
import { momentOf } from './moment-of.ts'
import { submitWorkflow, type SubmissionDeps, type SubmissionInput } from './submission.ts'

export interface BindingDeps {
  /** Undefined: no cluster is configured. */
  readonly kube: KubeAccess | undefined
  readonly submissions: Omit<SubmissionDeps, 'client'>
  readonly bindingLanguage: BindingLanguage
  /** Of the installation of Argo Workflows that runs what is submitted; empty: the one without. */
  readonly workflowsInstanceId: string
  readonly bus: Pick<Bus, 'connection'>
  readonly tracing: Tracing
  readonly log: Logger
  /** Numbers in [0, 1). */
  readonly random: () => number
}

const type = 'workflow'

/**
 * The one trigger of a WorkflowEventBinding: submits its Workflow, with the rights of the event's caller, once for each
 * invocation. Its expressions are evaluated anew for each attempt, and give the same each time.
 */
export function compileBinding(binding: WorkflowEventBinding, deps: BindingDeps): Trigger {
  const { spec, metadata } = binding
  const compiled = deps.bindingLanguage.compile(spec)
  const ref = spec.submit?.workflowTemplateRef
  return {
    type,
    persistence: bindingPersistence(deps.random),
    async attempt(invocation, span, begin) {
      const delivery = invocation.events.get(bindingDependency)
      const event = delivery === undefined ? undefined : apiEventOf(delivery)
      if (delivery === undefined || event === undefined) return inputFault(`${type}: the event is none of this API`)
      if (ref === undefined) return inputFault(`${type}: the binding submits nothing any more`)
      const parts = partsOf(compiled, event, momentOf(invocation.id, delivery.receivedAtUs))
      const input =
        typeof parts === 'string'
          ? parts
          : {
              namespace: metadata.namespace,
              binding: metadata.name,
              template: { namespace: metadata.namespace, name: ref.name, clusterScope: ref.clusterScope === true },
              parts,
              caller: event.caller,
              instanceId: deps.workflowsInstanceId,
              suffix: suffixOf(invocation.id),
            }
      const call = deps.tracing.start('create Workflow', { kind: 'client', parent: span.traceparent })
      const ended = await submit(input, { invocation, begin, traceparent: call.traceparent }, deps)
      if (ended.attempted.kind === 'failed') call.fail(ended.attempted.reason)
      call.end()
      tell(metadata.name, invocation, delivery, ended, deps)
      return ended.attempted
    },
  }
}

interface Ended {
  readonly attempted: Attempted
  /** Name of the Workflow that is there now. */
  readonly workflow?: string
}

async function submit(
  input: SubmissionInput | string,
  about: { readonly invocation: DueInvocation; readonly begin: () => boolean; readonly traceparent: string },
  { kube, submissions }: BindingDeps,
): Promise<Ended> {
  if (typeof input === 'string') return { attempted: inputFault(`${type}: ${input}`) }
  if (kube === undefined) {
    const what = `no cluster is configured for a Workflow from ${input.template.name} in namespace ${input.namespace}`
    const reason = `${what}: set MILLRACE_KUBE to cluster or to a kubeconfig, or give millrace up --kube`
    return { attempted: inputFault(`${type}: ${reason}`) }
  }
  try {
    const mark = markOf(about.invocation, about.traceparent)
    const deps = { ...submissions, client: await kube.own() }
    return endedBy(await submitWorkflow(input, { mark, begin: about.begin }, deps))
  } catch (error) {
    return { attempted: failedErrand(type, error) }
  }
}

function endedBy(deed: Deed): Ended {
  switch (deed.kind) {
    case 'withdrawn':
      return { attempted: { kind: 'succeeded', status: 0 } }
    case 'done': {
      const workflow = textAt(deed.object, 'metadata', 'name')
      const created = `Workflow/${textAt(deed.object, 'metadata', 'namespace')}/${workflow}`
      return { attempted: { kind: 'succeeded', status: 201, created }, workflow }
    }
    case 'failed': {
      const { reason, status } = deed
      // A name that is another's stays so, and a template that is not there is a manifest gone wrong.
      return { attempted: { ...inputFault(`${type}: ${reason}`), status } }
    }
    default:
      return deed satisfies never
  }
}

function apiEventOf({ namespace, eventName: discriminator, event }: RoadDelivery): ApiEvent | undefined {
  return decodeApiEvent(event.data, { namespace, discriminator })
}

/** A text says which expression failed. */
function partsOf(
  compiled: CompiledBinding,
  event: ApiEvent,
  moment: ReturnType<typeof momentOf>,
): WorkflowParts | string {
  try {
    return compiled.partsFor(eventEnv(event), moment) ?? 'the binding submits nothing any more'
  } catch (error) {
    if (error instanceof BindingError) return error.message
    throw error
  }
}

/** For whoever waits for the event, and for the log. */
function tell(
  binding: string,
  { id, namespace, attempt }: DueInvocation,
  delivery: RoadDelivery,
  { attempted, workflow = '' }: Ended,
  { bus, log }: BindingDeps,
): void {
  if (attempted.kind === 'succeeded' && workflow === '') return
  if (workflow !== '') log.info(`Workflow ${namespace}/${workflow} is created`, { binding, invocationID: id, attempt })
  const fate = { binding, invocationId: id, workflow, ...stateOf(attempted) }
  tellFate(bus, delivery.event, { bindings: [fate] })
  if (fate.state === BindingState.GIVEN_UP) tellBindingFault(bus, { namespace, binding, message: fate.reason })
}

function stateOf(attempted: Attempted): Pick<BindingFate, 'state' | 'reason'> {
  if (attempted.kind === 'succeeded') return { state: BindingState.CREATED, reason: '' }
  if (attempted.kind !== 'failed') return { state: BindingState.DUE, reason: '' }
  const state = attempted.final === true ? BindingState.GIVEN_UP : BindingState.RETRYING
  return { state, reason: attempted.reason }
}
