import { at, listAt, objectAt, textAt } from '@millrace/kube'
import type { JsonObject, WorkflowArgument } from '@millrace/manifests'
import { memoizedStatus } from './memoized-nodes.ts'
import { workflowFault, type WorkflowFault } from './node-status.ts'
import { withoutDeadline } from './retry-workflow.ts'
import type { Reshaped } from './suspended-nodes.ts'
import { withArguments, workflowsVersion } from './workflow-of.ts'

export interface ResubmitOptions {
  readonly parameters: readonly WorkflowArgument[]
  /** What succeeded is not run again. */
  readonly isMemoized: boolean
  readonly priority: number | undefined
  /** Fixes the name of the new Workflow. */
  readonly named: (object: JsonObject) => JsonObject
}

/** Labels that are of one run, or of who started it. */
const ownLabels = new Set(
  ['creator', 'creator-email', 'creator-preferred-username', 'phase', 'completed', 'workflow-archiving-status'].map(
    (name) => `workflows.argoproj.io/${name}`,
  ),
)

/** A new Workflow like one that was run, as `argo resubmit` makes it. Times are of now. */
export function resubmittedWorkflow(
  workflow: JsonObject,
  { parameters, isMemoized, priority, named }: ResubmitOptions,
  nowMs: number,
): Reshaped | WorkflowFault {
  const name = textAt(workflow, 'metadata', 'name')
  const prefix = textAt(workflow, 'metadata', 'generateName')
  const { shutdown: _, ...ownSpec } = objectAt(workflow, 'spec')
  const spec = withArguments(withoutDeadline(ownSpec), parameters)
  const labels = Object.entries(objectAt(workflow, 'metadata', 'labels')).filter(([label]) => !ownLabels.has(label))
  const owners = listAt(workflow, 'metadata', 'ownerReferences')
  const fresh = named({
    apiVersion: workflowsVersion,
    kind: 'Workflow',
    metadata: {
      namespace: textAt(workflow, 'metadata', 'namespace'),
      generateName: prefix === '' ? `${name}-` : prefix,
      labels: { ...Object.fromEntries(labels), 'workflows.argoproj.io/resubmitted-from-workflow': name },
      annotations: objectAt(workflow, 'metadata', 'annotations'),
      ...(owners.length === 0 ? {} : { ownerReferences: owners }),
    },
    spec: priority === undefined ? spec : { ...spec, priority },
  })
  if (!isMemoized) return { kind: 'workflow', object: fresh }
  const phase = textAt(workflow, 'status', 'phase')
  if (phase !== 'Failed' && phase !== 'Error') {
    return workflowFault(`it is ${phase === '' ? 'not begun' : phase}: --memoized is for what has failed`)
  }
  const status = memoizedStatus(workflow, textAt(fresh, 'metadata', 'name'), nowMs)
  return status.kind === 'fault' ? status : { kind: 'workflow', object: { ...fresh, status: status.status } }
}

/** Whether a Workflow has ended. */
export function isEnded(workflow: JsonObject): boolean {
  return ['Succeeded', 'Failed', 'Error'].includes(textAt(workflow, 'status', 'phase'))
}

/** Whether a Workflow is marked as completed. */
export function isCompleted(workflow: JsonObject): boolean {
  return at(workflow, 'metadata', 'labels', 'workflows.argoproj.io/completed') === 'true'
}
