import type { JsonObject } from '@millrace/manifests'
import { idsIn, nameOf, phaseOf, workflowFault, type Nodes, type WorkflowFault } from './node-status.ts'

/** The nodes of a Workflow and how they follow each other. */
export interface NodeGraph {
  readonly nodes: Nodes
  readonly parentOf: ReadonlyMap<string, string>
  /** Everything that can be reached from a node, without itself. */
  below(id: string): ReadonlySet<string>
  /** From the root down, level by level; without exit handlers. */
  readonly order: readonly string[]
}

/** The graph of a Workflow's nodes. Of several parents the one with the greatest id counts, always the same one. */
export function nodeGraph(nodes: Nodes, workflowName: string): NodeGraph | WorkflowFault {
  const parentOf = new Map<string, string>()
  for (const id of [...nodes.keys()].toSorted()) {
    for (const child of childrenOf(nodes, id)) {
      if (!nodes.has(child)) return workflowFault(`its node ${id} has a child ${child} that is not there`)
      parentOf.set(child, id)
    }
  }
  let root: string | undefined
  for (const [id, node] of nodes) {
    const name = nameOf(node)
    if (name === workflowName) root = id
    else if (!parentOf.has(id) && !isExitHandler(node, workflowName)) {
      return workflowFault(`its node ${id} has no parent`)
    }
  }
  if (root === undefined) return workflowFault('it has no root node')
  return { nodes, parentOf, below: (id) => reach(nodes, id), order: [root, ...reach(nodes, root)] }
}

/** Nodes of the handler that runs when a Workflow ends. */
export function isExitHandler(node: JsonObject, workflowName: string): boolean {
  return nameOf(node).startsWith(`${workflowName}.onExit`)
}

/** Whether something below a node has succeeded, but for what is left out. */
export function hasSuccessBelow(nodes: Nodes, from: string, leftOut: ReadonlySet<string>): boolean {
  return [...reach(nodes, from)].some((id) => {
    const node = nodes.get(id)
    return node !== undefined && phaseOf(node) === 'Succeeded' && !leftOut.has(id)
  })
}

/** In the order of a search in breadth, each once. */
function reach(nodes: Nodes, from: string): ReadonlySet<string> {
  const found = new Set<string>()
  const queue = [from]
  for (let at = 0; at < queue.length; at += 1) {
    for (const child of childrenOf(nodes, queue[at] ?? '')) {
      if (found.has(child) || child === from) continue
      found.add(child)
      queue.push(child)
    }
  }
  return found
}

function childrenOf(nodes: Nodes, id: string): readonly string[] {
  const node = nodes.get(id)
  return node === undefined ? [] : idsIn(node, 'children')
}
