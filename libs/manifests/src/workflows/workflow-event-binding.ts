import { objectMetadata } from '../blocks/metadata.ts'
import { boolean, list, map, may, need, object, oneOf, string } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'

const workflowTemplateRef = object('WorkflowTemplateRef', {
  name: need(string(), 'Name of the WorkflowTemplate to submit.'),
  clusterScope: may(boolean(), 'True: a ClusterWorkflowTemplate.'),
})

const parameter = object('BindingParameter', {
  name: need(string(), 'Name of the parameter.'),
  value: may(string({ keepEmpty: true }), 'A fixed value.'),
  valueFrom: may(
    object('BindingValueFrom', { event: may(string(), 'Expression over the event that gives the value.') }),
    'Where the value comes from.',
  ),
})

const submit = object('BindingSubmit', {
  workflowTemplateRef: need(workflowTemplateRef, 'What to submit.'),
  metadata: may(
    object('BindingMetadata', {
      name: may(string(), 'Expression that gives the name.'),
      generateName: may(string(), 'Expression that gives the prefix of a name to make up.'),
      labels: may(map(string()), 'Expressions that give the labels.'),
      annotations: may(map(string()), 'Expressions that give the annotations.'),
    }),
    'Metadata of the workflow.',
  ),
  arguments: may(
    object('BindingArguments', { parameters: may(list(parameter), 'Parameters of the workflow.') }),
    'Arguments of the workflow.',
  ),
})

const spec = object('WorkflowEventBindingSpec', {
  event: need(
    object('BindingEvent', { selector: need(string(), 'Expression that an event must satisfy.') }),
    'The events that it is for.',
  ),
  submit: may(submit, 'The workflow that a matching event submits.'),
})

/** Which events of the Workflows event API submit which workflow: `argoproj.io/v1alpha1`, kind WorkflowEventBinding. */
export const workflowEventBinding = object('WorkflowEventBinding', {
  apiVersion: need(string(), 'argoproj.io/v1alpha1.'),
  kind: need(oneOf(['WorkflowEventBinding']), 'WorkflowEventBinding.'),
  metadata: need(objectMetadata, 'Name, namespace, labels, annotations.'),
  spec: need(spec, 'What it does.'),
})

export type WorkflowEventBinding = Infer<typeof workflowEventBinding>
