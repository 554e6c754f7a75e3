import { at, objectAt } from '@millrace/kube'
import type { WorkflowChange } from './change-workflow.ts'
import { nodeSelector, type NodeSelector } from './node-selector.ts'
import { workflowFault } from './node-status.ts'
import type { ArgoOptions } from '@millrace/manifests'
import { isCompleted, isEnded } from './resubmit-workflow.ts'
import { retriedWorkflow } from './retry-workflow.ts'
import { nodesEnded, resumed } from './suspended-nodes.ts'

/** How an operation changes a Workflow; a text says what is wrong with its options. */
export function changeOf(
  operation: 'retry' | 'resume' | 'suspend' | 'terminate' | 'stop',
  options: ArgoOptions,
  nowMs: number,
): WorkflowChange | string {
  const picked = options.nodeFieldSelector
  const isMeant = picked === undefined || picked === '' ? undefined : nodeSelector(picked)
  if (typeof isMeant === 'string') return `argoWorkflow.args: --node-field-selector: ${isMeant}`
  return { verb: operation, reshape: reshapes(isMeant, options, nowMs)[operation] }
}

function reshapes(
  isMeant: NodeSelector | undefined,
  { parameters, restartsSuccessful, message = '' }: ArgoOptions,
  nowMs: number,
): Readonly<Record<'retry' | 'resume' | 'suspend' | 'terminate' | 'stop', WorkflowChange['reshape']>> {
  const shutDown =
    (shutdown: string): WorkflowChange['reshape'] =>
    (workflow) => {
      if (isEnded(workflow)) return workflowFault('it has ended')
      return { kind: 'workflow', object: { ...workflow, spec: { ...objectAt(workflow, 'spec'), shutdown } } }
    }
  const ending = (phase: 'Succeeded' | 'Failed', told: string, selector: NodeSelector): WorkflowChange['reshape'] => {
    return (workflow) => nodesEnded(workflow, selector, { phase, message: told }, nowMs)
  }
  return {
    retry: (workflow) => retriedWorkflow(workflow, { parameters, isMeant, restartsSuccessful }, nowMs),
    resume: isMeant === undefined ? (workflow) => resumed(workflow, nowMs) : ending('Succeeded', '', isMeant),
    suspend: (workflow) => {
      if (isCompleted(workflow)) return workflowFault('it has completed')
      if (at(workflow, 'spec', 'suspend') === true) return { kind: 'workflow', object: workflow }
      return { kind: 'workflow', object: { ...workflow, spec: { ...objectAt(workflow, 'spec'), suspend: true } } }
    },
    terminate: shutDown('Terminate'),
    stop: isMeant === undefined ? shutDown('Stop') : ending('Failed', message, isMeant),
  }
}
