import type { JsonObject } from '@millrace/manifests'
import { nodeId } from './node-status.ts'

/** The nodes of a Workflow `wf`: what is given of each, with name, id and display name filled in. */
export function nodesNamed(nodes: Readonly<Record<string, JsonObject & { readonly below?: readonly string[] }>>) {
  const entries = Object.entries(nodes).map(([name, { below, ...node }]): [string, JsonObject] => {
    const id = nodeId('wf', name)
    const children = below === undefined ? {} : { children: below.map((child) => nodeId('wf', child)) }
    return [id, { id, name, displayName: name, templateName: 'run', ...children, ...node }]
  })
  return Object.fromEntries(entries)
}

/** A Workflow `wf` that has ended so, with its nodes. */
export function endedWorkflow(phase: string, nodes: JsonObject, more: JsonObject = {}): JsonObject {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Workflow',
    metadata: {
      name: 'wf',
      namespace: 'n',
      resourceVersion: '7',
      labels: { 'workflows.argoproj.io/completed': 'true', 'workflows.argoproj.io/phase': phase, kept: 'yes' },
      annotations: { 'workflows.argoproj.io/pod-name-format': 'v2' },
    },
    spec: { entrypoint: 'main', shutdown: 'Terminate', activeDeadlineSeconds: 0, ...more },
    status: {
      phase,
      message: 'why',
      startedAt: '2026-01-01T00:00:00Z',
      finishedAt: '2026-01-01T01:00:00Z',
      conditions: [
        { type: 'Completed', status: 'True' },
        { type: 'PodRunning', status: 'False' },
      ],
      nodes,
    },
  }
}

export const nowMs = Date.UTC(2026, 5, 1)
export const nowText = '2026-06-01T00:00:00Z'
