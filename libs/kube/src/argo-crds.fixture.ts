import { eventually } from '@millrace/testkit'
import type { KubeClient } from './client.ts'
import { resources } from './resource.ts'

const group = 'argoproj.io'

const kinds = [
  { kind: 'Workflow', plural: 'workflows', short: 'wf', isNamespaced: true },
  { kind: 'WorkflowTemplate', plural: 'workflowtemplates', short: 'wftmpl', isNamespaced: true },
  { kind: 'ClusterWorkflowTemplate', plural: 'clusterworkflowtemplates', short: 'cwft', isNamespaced: false },
  { kind: 'CronWorkflow', plural: 'cronworkflows', short: 'cwf', isNamespaced: true },
] as const

/**
 * Installs the kinds of Argo Workflows as its minimal manifests have them, with open schemas and no status subresource,
 * and waits until they are served.
 */
export async function installArgoCrds(admin: KubeClient): Promise<void> {
  for (const { kind, plural, short, isNamespaced } of kinds) {
    const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
    const meta = { apiVersion: { type: 'string' }, kind: { type: 'string' }, metadata: { type: 'object' } }
    const schema = {
      openAPIV3Schema: {
        type: 'object',
        required: ['metadata', 'spec'],
        properties: { ...meta, spec: open, status: open },
      },
    }
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List`, shortNames: [short] },
        scope: isNamespaced ? 'Namespaced' : 'Cluster',
        versions: [{ name: 'v1alpha1', served: true, storage: true, schema }],
      },
    }
    await admin.apply(resources.crds, crd, { fieldManager: 'tests', fieldValidation: 'Strict' })
  }
  for (const { kind } of kinds)
    await eventually(() => admin.resourceOf(`${group}/v1alpha1`, kind), { withinMs: 30_000, everyMs: 500 })
}
