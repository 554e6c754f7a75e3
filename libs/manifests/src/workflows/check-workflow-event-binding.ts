import { checkAnnotations } from '../validate/annotations.ts'
import type { Check } from '../validate/check.ts'
import type { WorkflowEventBinding } from './workflow-event-binding.ts'

/** The one trigger of a binding, by the name that annotations, pauses and outcomes call it. */
export const bindingTrigger = 'submit'

export function checkWorkflowEventBinding(binding: WorkflowEventBinding, check: Check): void {
  checkAnnotations(binding, check, [bindingTrigger])
  const { submit } = binding.spec
  if (submit === undefined) {
    const remedy = 'name a workflowTemplateRef under submit'
    return check.warning('suspect', binding.spec, ['submit'], 'nothing is submitted: a match has no effect', remedy)
  }
  const { parameters = [], artifacts } = submit.arguments ?? {}
  if (artifacts !== undefined) {
    check.warning('suspect', submit.arguments ?? submit, ['artifacts'], 'artifacts are not passed on')
  }
  for (const [key, source] of [
    ...Object.entries(submit.metadata?.labels ?? {}).map(([key, source]) => [['labels', key], source] as const),
    ...Object.entries(submit.metadata?.annotations ?? {}).map(([key, s]) => [['annotations', key], s] as const),
  ]) {
    if (source !== '') continue
    const message = 'the expression is empty, so each event that matches fails'
    check.error('invalid', submit.metadata ?? submit, key, message)
  }
  for (const parameter of parameters) checkParameter(parameter, check)
}

type Parameter = NonNullable<
  NonNullable<NonNullable<WorkflowEventBinding['spec']['submit']>['arguments']>['parameters']
>[number]

function checkParameter(parameter: Parameter, check: Check): void {
  if (!/^[-a-zA-Z0-9_]+$/.test(parameter.name)) {
    const message = `${JSON.stringify(parameter.name)} is no name of a parameter`
    check.error('invalid', parameter, ['name'], message, 'use letters, digits, - and _')
  }
  if (parameter.valueFrom?.event === undefined) {
    const remedy = 'write an expression; a fixed value is one in quotes'
    check.error('required', parameter, ['valueFrom', 'event'], 'valueFrom.event is required', remedy)
  } else if (parameter.value !== undefined) {
    check.warning('suspect', parameter, ['value'], 'means nothing beside valueFrom')
  }
}
