import { at, objectAt, textAt } from '@millrace/kube'
import type { JsonObject } from '@millrace/manifests'
import { hasSuccessBelow, isExitHandler } from './node-graph.ts'
import {
  idsIn,
  isFailed,
  nameOf,
  nodeId,
  nodesOf,
  timeText,
  typeOf,
  withNodes,
  type WorkflowFault,
} from './node-status.ts'

type MemoizedStatus = { readonly kind: 'status'; readonly status: JsonObject } | WorkflowFault

/**
 * The status with which a Workflow starts that is to use what an earlier one has done: pods that succeeded are skipped, and
 * everything else waits. Nodes are named after the new Workflow.
 */
export function memoizedStatus(workflow: JsonObject, newName: string, nowMs: number): MemoizedStatus {
  const nodes = nodesOf(workflow)
  if ('kind' in nodes) return nodes
  const oldName = textAt(workflow, 'metadata', 'name')
  const rename = (name: string): string => (name.startsWith(oldName) ? newName + name.slice(oldName.length) : name)
  const newId = (id: string): string => {
    const node = nodes.get(id)
    return nodeId(newName, node === undefined ? '' : rename(nameOf(node)))
  }
  const kept = new Map<string, JsonObject>()
  for (const [id, node] of nodes) {
    if (isExitHandler(node, oldName)) continue
    const isSkipped = typeOf(node) === 'Skipped'
    if (isSkipped && !hasSuccessBelow(nodes, id, new Set())) continue
    kept.set(newId(id), memoized(node, { id: newId(id), name: rename(nameOf(node)), newId }, nowMs))
  }
  const stored = at(workflow, 'status', 'storedTemplates')
  const status = {
    ...(stored === undefined ? {} : { storedTemplates: stored }),
    conditions: [{ type: 'Completed', status: 'False' }],
    startedAt: null,
    finishedAt: null,
  }
  return { kind: 'status', status: objectAt(withNodes({ status }, kept), 'status') }
}

interface Renamed {
  readonly id: string
  readonly name: string
  readonly newId: (id: string) => string
}

function memoized(node: JsonObject, { id, name, newId }: Renamed, nowMs: number): JsonObject {
  const boundary = textAt(node, 'boundaryID')
  const isPod = typeOf(node) === 'Pod'
  const isDone = isPod && !isFailed(node)
  const time = isPod && isFailed(node) ? null : timeText(nowMs)
  const { message: _, ...rest } = node
  return {
    ...rest,
    id,
    name,
    ...(boundary === '' ? {} : { boundaryID: newId(boundary) }),
    children: idsIn(node, 'children').map(newId),
    outboundNodes: idsIn(node, 'outboundNodes').map(newId),
    startedAt: time,
    finishedAt: time,
    ...(isDone
      ? { phase: 'Skipped', type: 'Skipped', message: `original pod: ${textAt(node, 'id')}` }
      : { phase: 'Pending' }),
  }
}
