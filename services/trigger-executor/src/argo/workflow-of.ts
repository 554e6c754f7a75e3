import { listAt, objectAt, textAt } from '@millrace/kube'
import type { JsonObject, JsonValue, WorkflowArgument } from '@millrace/manifests'

/** Group and version of all of Argo Workflows' kinds. */
export const workflowsVersion = 'argoproj.io/v1alpha1'

/** A WorkflowTemplate, or a ClusterWorkflowTemplate, by name. */
export interface TemplateRef {
  readonly name: string
  /** True: a ClusterWorkflowTemplate. */
  readonly isClusterWide: boolean
}

/**
 * A Workflow that runs a template, as `argo submit --from` makes it: named after the template, labelled with it, and with
 * a reference to it. The template itself is read by whoever runs the Workflow.
 */
export function workflowOfTemplate({ name, isClusterWide }: TemplateRef, namespace: string): JsonObject {
  const label = `workflows.argoproj.io/${isClusterWide ? 'cluster-' : ''}workflow-template`
  return {
    apiVersion: workflowsVersion,
    kind: 'Workflow',
    metadata: { namespace, generateName: `${name}-`, labels: { [label]: name } },
    spec: { workflowTemplateRef: isClusterWide ? { name, clusterScope: true } : { name } },
  }
}

const instanceLabel = 'workflows.argoproj.io/controller-instanceid'

/** The Workflow that a CronWorkflow would start now: it belongs to the CronWorkflow. `nowMs`: since the Unix epoch. */
export function workflowOfCron(cron: JsonObject, namespace: string, nowMs: number): JsonObject {
  const name = textAt(cron, 'metadata', 'name')
  const instance = textAt(cron, 'metadata', 'labels', instanceLabel)
  const more = objectAt(cron, 'spec', 'workflowMetadata')
  const finalizers = listAt(more, 'finalizers')
  const owner = {
    apiVersion: workflowsVersion,
    kind: 'CronWorkflow',
    name,
    uid: textAt(cron, 'metadata', 'uid'),
    controller: true,
    blockOwnerDeletion: true,
  }
  return {
    apiVersion: workflowsVersion,
    kind: 'Workflow',
    metadata: {
      namespace,
      generateName: `${name}-`,
      labels: {
        ...(instance === '' ? {} : { [instanceLabel]: instance }),
        'workflows.argoproj.io/cron-workflow': name,
        ...objectAt(more, 'labels'),
      },
      annotations: {
        'workflows.argoproj.io/scheduled-time': `${new Date(nowMs).toISOString().slice(0, 19)}Z`,
        ...objectAt(more, 'annotations'),
      },
      ...(finalizers.length === 0 ? {} : { finalizers }),
      ownerReferences: [owner],
    },
    spec: objectAt(cron, 'spec', 'workflowSpec'),
  }
}

/** The spec with these arguments in front: those of the same names give way. */
export function withArguments(spec: JsonObject, given: readonly WorkflowArgument[]): JsonObject {
  if (given.length === 0) return spec
  const names = new Set(given.map(({ name }) => name))
  const kept = listAt(spec, 'arguments', 'parameters').filter((one) => !names.has(textAt(one, 'name')))
  const parameters: readonly JsonValue[] = [...given.map(({ name, value }) => ({ name, value })), ...kept]
  return { ...spec, arguments: { ...objectAt(spec, 'arguments'), parameters } }
}
