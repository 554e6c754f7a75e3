import { list, may, need, object, oneOf, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import type { Check } from '../../validate/check.ts'
import { artifactLocation, checkArtifact } from '../artifact.ts'
import { triggerParameters } from '../parameter.ts'

const operations = ['submit', 'submit-from', 'suspend', 'resubmit', 'retry', 'resume', 'terminate', 'stop'] as const

/** Submits an Argo Workflow, or does something with one. */
export const argoWorkflowTrigger = object('ArgoWorkflowTrigger', {
  source: need(artifactLocation, 'The workflow.', 'source is required'),
  operation: may(oneOf(operations), 'Default submit.'),
  parameters: may(triggerParameters, 'Written into the workflow.'),
  args: may(list(string({ keepEmpty: true })), 'Arguments of the argo command.'),
})

export type ArgoWorkflowTrigger = Infer<typeof argoWorkflowTrigger>

export function checkArgoWorkflow(trigger: ArgoWorkflowTrigger, check: Check): void {
  checkArtifact(trigger.source, check)
  if (trigger.operation !== undefined) return
  const message = 'no operation is given, read as submit; Argo Events refuses this'
  check.warning('suspect', trigger, ['operation'], message, 'write operation: submit')
}
