import type { JsonObject } from '@millrace/manifests'
import type { Caller } from './api-event.ts'
import type { WorkflowParts } from './binding.ts'

/** What a Workflow is made of. */
export interface WorkflowInput {
  readonly namespace: string
  /** Name of the WorkflowEventBinding. */
  readonly binding: string
  readonly template: { readonly name: string; readonly clusterScope: boolean }
  /** What the template says of its workflows. */
  readonly workflowMetadata: TemplateMetadata
  /** What the binding's expressions gave. */
  readonly parts: WorkflowParts
  readonly caller: Caller
  /** Of the installation of Argo Workflows that is to run it; empty: the one without. */
  readonly instanceId: string
  /** Goes after the generated name: the same for each attempt. */
  readonly suffix: string
}

export interface TemplateMetadata {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
}

const prefix = 'workflows.argoproj.io/'
/** The label by which installations of Argo Workflows share a cluster. */
export const instanceLabel = `${prefix}controller-instanceid`
const creatorLabels = [`${prefix}creator`, `${prefix}creator-email`, `${prefix}creator-preferred-username`] as const
const nameLengthMax = 253
const labelCharsMax = 63

/** The Workflow that a binding submits, as the original makes it; what comes later in a list of labels wins. */
export function workflowObject(input: WorkflowInput): JsonObject {
  const { namespace, template, parts, workflowMetadata } = input
  const generateName = parts.generateName ?? `${template.name}-`
  const name = parts.name ?? `${generateName.slice(0, nameLengthMax - input.suffix.length)}${input.suffix}`
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      namespace,
      name,
      generateName,
      labels: labelsOf(input),
      annotations: { ...workflowMetadata.annotations, ...parts.annotations },
    },
    spec: {
      workflowTemplateRef: { name: template.name, ...(template.clusterScope ? { clusterScope: true } : {}) },
      arguments: parts.parameters.length === 0 ? {} : { parameters: parts.parameters.map((one) => ({ ...one })) },
    },
  }
}

function labelsOf({ binding, template, workflowMetadata, parts, caller, instanceId }: WorkflowInput): JsonObject {
  const labels: Record<string, string> = {
    [`${prefix}${template.clusterScope ? 'cluster-workflow-template' : 'workflow-template'}`]: template.name,
    ...workflowMetadata.labels,
  }
  if (instanceId === '') delete labels[instanceLabel]
  else labels[instanceLabel] = instanceId
  Object.assign(labels, parts.labels)
  const { subject = '', email = '', preferredUsername = '' } = caller.claims ?? {}
  const values = [subject, email.replace('@', '.at.'), preferredUsername]
  for (const [at, label] of creatorLabels.entries()) {
    const value = labelValue(values[at] ?? '')
    // Nobody may name another creator than there is.
    if (value === '') delete labels[label]
    else labels[label] = value
  }
  labels[`${prefix}workflow-event-binding`] = binding
  return labels
}

/** The end of a text, in the letters that labels take. */
export function labelValue(text: string): string {
  return text
    .replaceAll(/[^-_.a-z0-9A-Z]/gu, '-')
    .slice(-labelCharsMax)
    .replaceAll(/^[^a-z0-9A-Z]+|[^a-z0-9A-Z]+$/gu, '')
}
