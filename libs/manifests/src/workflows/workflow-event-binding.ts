import { objectMetadata } from '../blocks/metadata.ts'
import { boolean, json, jsonObject, list, map, may, need, object, oneOf, string, text } from '../schema/build.ts'
import type { Infer } from '../schema/schema.ts'

const workflowTemplateRef = object('WorkflowTemplateRef', {
  name: need(string(), 'Name of the WorkflowTemplate to submit.'),
  clusterScope: may(boolean(), 'True: a ClusterWorkflowTemplate.'),
})

const parameter = object('BindingParameter', {
  name: need(string(), 'Name of the parameter.'),
  value: may(string({ keepEmpty: true }), 'A fixed value.'),
  valueFrom: may(
    object('BindingValueFrom', {
      event: may(text('binding-event'), 'Expression over the event that gives the value.'),
    }),
    'Where the value comes from.',
  ),
})

/** An empty one is a broken one, not an absent one. */
const expression = string({ keepEmpty: true, language: 'binding-metadata' })

const submit = object('BindingSubmit', {
  workflowTemplateRef: need(workflowTemplateRef, 'What to submit.'),
  metadata: may(
    object('BindingMetadata', {
      name: may(text('binding-metadata'), 'Expression that gives the name.'),
      generateName: may(text('binding-metadata'), 'Expression that gives the prefix of a name to make up.'),
      labels: may(map(expression), 'Expressions that give the labels.'),
      annotations: may(map(expression), 'Expressions that give the annotations.'),
    }),
    'Metadata of the workflow.',
  ),
  arguments: may(
    object('BindingArguments', {
      parameters: may(list(parameter), 'Parameters of the workflow.'),
      artifacts: may(list(json()), 'Accepted, of no effect, as in the original.'),
    }),
    'Arguments of the workflow.',
  ),
})

const spec = object('WorkflowEventBindingSpec', {
  event: need(
    object('BindingEvent', { selector: need(text('binding-event'), 'Expression that an event must satisfy.') }),
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
  status: may(jsonObject(), 'Kubernetes: what a controller says of it.'),
})

export type WorkflowEventBinding = Infer<typeof workflowEventBinding>
