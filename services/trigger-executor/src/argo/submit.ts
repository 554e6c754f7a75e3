import { textAt } from '@millrace/kube'
import type { ArgoOptions, JsonObject, WorkflowArgument } from '@millrace/manifests'
import { createObject } from '../kube/create-object.ts'
import { cannot, missing, type Deed } from '../kube/deed.ts'
import { withFixedName } from '../kube/deterministic-name.ts'
import type { KubeAttempt } from '../kube/kube-act.ts'
import { resubmittedWorkflow } from './resubmit-workflow.ts'
import { withSubmitOptions } from './submit-options.ts'
import { argoErrand, workflowErrand } from './workflow-errand.ts'
import { workflowOfCron, workflowOfTemplate } from './workflow-of.ts'

export interface SubmitRequest {
  /** The Workflow, or what names the object that it is made of. */
  readonly source: JsonObject
  readonly namespace: string
  readonly options: ArgoOptions
  readonly attempt: Pick<KubeAttempt, 'client' | 'user' | 'mark' | 'begin'>
  /** Labels of the trigger. */
  readonly labels: Readonly<Record<string, string>>
}

interface WithFile extends SubmitRequest {
  readonly fromFile: readonly WorkflowArgument[]
}

/** Creates the Workflow that the source is. */
export async function submit(request: WithFile): Promise<Deed> {
  const kind = textAt(request.source, 'kind')
  if (kind !== 'Workflow') return cannot(`the source is a ${kind}: submit takes a Workflow`)
  return create(withSubmitOptions(request.source, request.options, request.fromFile), request)
}

/** Kinds that a Workflow can be made of, in the words that `argo submit --from` takes. */
const origins: ReadonlyMap<string, 'CronWorkflow' | 'WorkflowTemplate' | 'ClusterWorkflowTemplate'> = new Map([
  ['cronworkflow', 'CronWorkflow'],
  ['workflowtemplate', 'WorkflowTemplate'],
  ['clusterworkflowtemplate', 'ClusterWorkflowTemplate'],
])

/** Creates a Workflow of the template or CronWorkflow that the source names. */
export async function submitFrom(request: WithFile, nowMs: number): Promise<Deed> {
  const { source, namespace, options, attempt, fromFile } = request
  const given = textAt(source, 'kind')
  const kind = origins.get(given.toLowerCase())
  if (kind === undefined)
    return cannot(`submit-from: the source is a ${given}: one of ${[...origins.values()].join(', ')}`)
  const name = textAt(source, 'metadata', 'name')
  if (name === '') return cannot('the source has no metadata.name: submit-from needs one')
  const origin = await (await argoErrand(attempt, kind, { name, namespace })).find()
  if (origin === undefined) return cannot(`there is no ${kind} ${name} to submit from`, missing)
  const workflow =
    kind === 'CronWorkflow'
      ? workflowOfCron(origin, namespace, nowMs)
      : workflowOfTemplate({ name, isClusterWide: kind === 'ClusterWorkflowTemplate' }, namespace)
  return create(withSubmitOptions(workflow, options, fromFile), request)
}

/** Creates a Workflow like the one that the source names. */
export async function resubmit(request: SubmitRequest, nowMs: number): Promise<Deed> {
  const { source, namespace, attempt, options } = request
  const errand = await workflowErrand(attempt, textAt(source, 'metadata', 'name'), namespace)
  if (errand === undefined) return cannot('the source has no metadata.name: resubmit needs one')
  const before = await errand.find()
  if (before === undefined) return cannot(`there is no Workflow ${errand.ref.name} to resubmit`, missing)
  const named = (object: JsonObject): JsonObject => withFixedName(object, attempt.mark.invocationId)
  const { parameters, isMemoized, priority } = options
  const made = resubmittedWorkflow(before, { parameters, isMemoized, priority, named }, nowMs)
  if (made.kind === 'fault')
    return cannot(`Workflow ${namespace}/${errand.ref.name} cannot resubmit: ${made.message}`, 409)
  return create(made.object, request)
}

async function create(workflow: JsonObject, { namespace, attempt, labels }: SubmitRequest): Promise<Deed> {
  const named = withFixedName(workflow, attempt.mark.invocationId)
  const name = textAt(named, 'metadata', 'name')
  if (name === '') return cannot('the Workflow has neither metadata.name nor metadata.generateName')
  const errand = await argoErrand(attempt, 'Workflow', { name, namespace })
  const metadata = { ...(named['metadata'] as JsonObject), namespace }
  const { mark, begin } = attempt
  return createObject({ errand, object: { ...named, metadata }, mark, begin }, labels)
}
