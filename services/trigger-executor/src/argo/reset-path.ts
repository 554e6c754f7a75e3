import { textAt } from '@millrace/kube'
import type { NodeGraph } from './node-graph.ts'
import { isFailed, typeOf, workflowFault, type WorkflowFault } from './node-status.ts'

/** What a retry does to nodes; what is deleted is not reset. */
export interface NodeChanges {
  readonly toReset: Set<string>
  readonly toDelete: Set<string>
}

const groups = new Set(['DAG', 'TaskGroup', 'StepGroup', 'Steps'])

/**
 * A node that is to run again, and all below it, are deleted; the groups, retries and pods that it is part of, up to the
 * root, are reset to running. Adds to `changes`.
 */
export function resetPath(graph: NodeGraph, start: string, changes: NodeChanges): WorkflowFault | undefined {
  const { toReset, toDelete } = changes
  toDelete.add(start)
  for (const id of graph.below(start)) toDelete.add(id)
  let here: string | undefined = graph.parentOf.has(start) ? start : undefined
  while (here !== undefined) {
    const node = graph.nodes.get(here)
    if (node === undefined) return workflowFault(`its node ${here} is not there`)
    const type = typeOf(node)
    if (groups.has(type)) {
      toReset.add(here)
      const next = resetBoundaries(graph, here, toReset)
      if (typeof next === 'object') return next
      here = next
      continue
    }
    if (type === 'Retry' && isFailed(node)) toReset.add(here)
    if (type === 'Container') {
      const pod = climb(graph, here, (id) => typeIn(graph, id) === 'Pod')
      if (pod === undefined) return workflowFault(`its container node ${here} is in no pod`)
      toDelete.add(pod)
      for (const id of graph.below(pod)) toDelete.add(id)
      here = pod
    }
    here = graph.parentOf.get(here)
  }
  return undefined
}

/** Resets the groups around a group, from boundary to boundary. Gives where to go on. */
function resetBoundaries(graph: NodeGraph, from: string, toReset: Set<string>): string | undefined | WorkflowFault {
  let here = from
  for (;;) {
    const retry = graph.parentOf.get(here)
    if (retry !== undefined && typeIn(graph, retry) === 'Retry') {
      toReset.add(retry)
      here = retry
    }
    const parent = graph.parentOf.get(here)
    if (parent !== undefined && ['StepGroup', 'TaskGroup'].includes(typeIn(graph, parent))) toReset.add(parent)
    const boundary = textAt(graph.nodes.get(here), 'boundaryID')
    if (boundary === '') return parent
    const found = climb(graph, here, (id) => id === boundary)
    if (found === undefined) return workflowFault(`its node ${here} is not below its boundary ${boundary}`)
    toReset.add(found)
    if (found === here) return parent
    here = found
  }
}

/** The nearest node from here up that is meant; here included. */
function climb(graph: NodeGraph, from: string, isMeant: (id: string) => boolean): string | undefined {
  const seen = new Set<string>()
  let here: string | undefined = from
  while (here !== undefined && !seen.has(here)) {
    if (isMeant(here)) return here
    seen.add(here)
    here = graph.parentOf.get(here)
  }
  return undefined
}

function typeIn(graph: NodeGraph, id: string): string {
  const node = graph.nodes.get(id)
  return node === undefined ? '' : typeOf(node)
}
