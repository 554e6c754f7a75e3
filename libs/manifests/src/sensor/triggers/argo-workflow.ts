import { list, may, need, object, oneOf, string } from '../../schema/build.ts'
import type { Infer } from '../../schema/schema.ts'
import type { Check } from '../../validate/check.ts'
import { artifactLocation, checkArtifact } from '../artifact.ts'
import { triggerParameters } from '../parameter.ts'
import { checkNamed } from '../source-object.ts'
import { readArgoArgs } from './argo-args.ts'

const operations = ['submit', 'submit-from', 'suspend', 'resubmit', 'retry', 'resume', 'terminate', 'stop'] as const

/** Submits an Argo Workflow, or does something with one. */
export const argoWorkflowTrigger = object('ArgoWorkflowTrigger', {
  source: need(artifactLocation, 'The workflow.', 'source is required'),
  operation: may(oneOf(operations), 'Default submit.'),
  parameters: may(triggerParameters, 'Written into the workflow.'),
  args: may(list(string({ keepEmpty: true })), 'Arguments of the argo command.'),
})

export type ArgoWorkflowTrigger = Infer<typeof argoWorkflowTrigger>

/** `isFinal`: no parameters of the trigger rewrite these settings. */
export function checkArgoWorkflow(trigger: ArgoWorkflowTrigger, check: Check, isFinal: boolean): void {
  checkArtifact(trigger.source, check)
  if (isFinal) checkOperation(trigger, check)
  if (trigger.operation !== undefined) return
  const message = 'no operation is given, read as submit; Argo Events refuses this'
  check.warning('suspect', trigger, ['operation'], message, 'write operation: submit')
}

/** What would fail each time that the trigger fires. */
function checkOperation(trigger: ArgoWorkflowTrigger, check: Check): void {
  const { operation = 'submit', args = [] } = trigger
  const read = readArgoArgs(args, operation)
  if (read.kind === 'fault') check.warning('suspect', trigger, ['args'], `the trigger will fail: ${read.message}`)
  const isNamed = read.kind === 'options' && (read.options.name ?? read.options.generateName) !== undefined
  if (operation !== 'submit') {
    checkNamed(trigger, ['name'], `the object has no metadata.name: ${operation} needs one`, check)
  } else if (!isNamed) {
    const message = 'the Workflow has neither metadata.name nor metadata.generateName: it cannot be submitted'
    checkNamed(trigger, ['name', 'generateName'], message, check)
  }
}
