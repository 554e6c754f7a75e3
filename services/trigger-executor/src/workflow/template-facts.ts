import { objectAt, textAt, type KubeObject } from '@millrace/kube'
import { instanceLabel, type TemplateMetadata } from '@millrace/event-binding'

/** What of a WorkflowTemplate matters to who submits it. */
export interface TemplateFacts {
  readonly workflowMetadata: TemplateMetadata
  /** Empty: it belongs to the installation without one. */
  readonly instanceId: string
}

export function templateFacts(template: KubeObject): TemplateFacts {
  const made = objectAt(template, 'spec', 'workflowMetadata')
  return {
    workflowMetadata: { labels: texts(objectAt(made, 'labels')), annotations: texts(objectAt(made, 'annotations')) },
    instanceId: textAt(template, 'metadata', 'labels', instanceLabel),
  }
}

function texts(values: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  )
}
