import { at, listAt, objectAt, textAt } from '@millrace/kube'
import { isJsonObject, type JsonObject, type JsonValue, type WorkflowArgument } from '@millrace/manifests'
import { hasSuccessBelow, isExitHandler, nodeGraph, type NodeGraph } from './node-graph.ts'
import type { NodeSelector } from './node-selector.ts'
import {
  idsIn,
  isFailed,
  nodesOf,
  phaseOf,
  podName,
  timeText,
  typeOf,
  withNodes,
  workflowFault,
  type Nodes,
  type WorkflowFault,
} from './node-status.ts'
import { resetPath, type NodeChanges } from './reset-path.ts'
import { withArguments } from './workflow-of.ts'

/** A Workflow that starts again where it failed. */
export interface Retried {
  readonly kind: 'workflow'
  readonly object: JsonObject
  /** Pods of the nodes that run again: they must go first, for their names will be used anew. */
  readonly pods: readonly string[]
}

export interface RetryOptions {
  readonly parameters: readonly WorkflowArgument[]
  /** With `restartsSuccessful`: nodes that run again though they succeeded. */
  readonly isMeant: NodeSelector | undefined
  readonly restartsSuccessful: boolean
}

const executed = new Set(['Container', 'Pod', 'HTTP', 'Plugin'])

/** Makes a Workflow that has failed run again from what failed, as `argo retry` does. Times are of now. */
export function retriedWorkflow(workflow: JsonObject, options: RetryOptions, nowMs: number): Retried | WorkflowFault {
  const phase = textAt(workflow, 'status', 'phase')
  const isMeant = options.restartsSuccessful ? options.isMeant : undefined
  if (phase === 'Succeeded' && isMeant === undefined) {
    return workflowFault('it succeeded: to retry it give --restart-successful and --node-field-selector')
  }
  if (!['Succeeded', 'Failed', 'Error'].includes(phase))
    return workflowFault(`it is ${phase === '' ? 'not begun' : phase}`)
  const name = textAt(workflow, 'metadata', 'name')
  const nodes = nodesOf(workflow)
  if ('kind' in nodes) return nodes
  const graph = nodeGraph(nodes, name)
  if ('kind' in graph) return graph
  const changes: NodeChanges = { toReset: new Set(), toDelete: new Set() }
  const again = nodesAgain(nodes, isMeant)
  for (const id of graph.order) {
    if (!again.has(id) || changes.toDelete.has(id)) continue
    const fault = resetPath(graph, id, changes)
    if (fault !== undefined) return fault
  }
  if (options.parameters.length > 0) dropExpanded(graph, changes)
  const kept = keptNodes(graph, changes, name, nowMs)
  const object = withNodes(startedAnew(workflow, options.parameters, nowMs), kept)
  return { kind: 'workflow', object, pods: podsOf(workflow, graph, changes, name) }
}

/** The nodes that run again: what failed and has nothing below it that succeeded, and what is asked for. */
function nodesAgain(nodes: Nodes, isMeant: NodeSelector | undefined): ReadonlySet<string> {
  const again = new Set<string>()
  if (isMeant !== undefined) for (const [id, node] of nodes) if (isMeant(node)) again.add(id)
  const asked = new Set(again)
  for (const [id, node] of nodes) {
    if (!isFailed(node) || !executed.has(typeOf(node))) continue
    const isRetried = at(node, 'nodeFlag', 'retried') === true
    const from = isRetried ? (retryOf(nodes, id) ?? id) : id
    if (!hasSuccessBelow(nodes, from, asked)) again.add(id)
  }
  return again
}

/** The node that repeats this one. */
function retryOf(nodes: Nodes, child: string): string | undefined {
  for (const [id, node] of nodes) if (typeOf(node) === 'Retry' && idsIn(node, 'children').includes(child)) return id
  return undefined
}

/** With other parameters, groups are expanded anew. */
function dropExpanded(graph: NodeGraph, { toReset, toDelete }: NodeChanges): void {
  for (const id of toReset) {
    const type = typeOf(graph.nodes.get(id) ?? {})
    if (toDelete.has(id) || (type !== 'TaskGroup' && type !== 'StepGroup')) continue
    for (const below of graph.below(id)) toDelete.add(below)
  }
}

function keptNodes(graph: NodeGraph, { toReset, toDelete }: NodeChanges, name: string, nowMs: number): Nodes {
  const kept = new Map<string, JsonObject>()
  for (const [id, node] of graph.nodes) {
    const isReset = toReset.has(id)
    if (toDelete.has(id) || (!isReset && isExitHandler(node, name))) continue
    kept.set(id, withoutDeleted(isReset ? resetNode(node, nowMs) : node, toDelete))
  }
  return kept
}

function withoutDeleted(node: JsonObject, toDelete: ReadonlySet<string>): JsonObject {
  const lists: Record<string, JsonValue> = {}
  for (const list of ['children', 'outboundNodes'] as const) {
    if (at(node, list) !== undefined) lists[list] = idsIn(node, list).filter((id) => !toDelete.has(id))
  }
  return { ...node, ...lists }
}

/** Skipped nodes stay skipped: a Workflow would wait for them for ever. */
function resetNode(node: JsonObject, nowMs: number): JsonObject {
  const { message: _, ...rest } = node
  const phase = phaseOf(node) === 'Skipped' ? 'Skipped' : 'Running'
  const reset = { ...rest, phase, startedAt: timeText(nowMs), finishedAt: null }
  const outputs = at(node, 'outputs')
  if (typeOf(node) !== 'Suspend' || !isJsonObject(outputs)) return reset
  const parameters = listAt(outputs, 'parameters').map((one) => ({
    name: textAt(one, 'name'),
    valueFrom: { supplied: {} },
  }))
  return { ...reset, outputs: { ...outputs, parameters } }
}

function podsOf(workflow: JsonObject, graph: NodeGraph, { toDelete }: NodeChanges, name: string): readonly string[] {
  const pods = new Set<string>()
  for (const [id, node] of graph.nodes) {
    const isGone = toDelete.has(id) && typeOf(node) === 'Pod'
    if (isGone || (isExitHandler(node, name) && typeOf(node) === 'Pod')) pods.add(podName(workflow, node))
  }
  return [...pods]
}

/** Without the traces of its end. */
function startedAnew(workflow: JsonObject, parameters: readonly WorkflowArgument[], nowMs: number): JsonObject {
  const { 'workflows.argoproj.io/completed': _, ...labelled } = objectAt(workflow, 'metadata', 'labels')
  const { 'workflows.argoproj.io/workflow-archiving-status': __, ...labels } = labelled
  const { shutdown: ___, ...ownSpec } = objectAt(workflow, 'spec')
  const { message: ____, phase: _____, finishedAt: ______, ...status } = objectAt(workflow, 'status')
  const stored = at(status, 'storedWorkflowTemplateSpec')
  const conditions = listAt(status, 'conditions').filter((one) => textAt(one, 'type') !== 'Completed')
  return {
    ...workflow,
    metadata: { ...objectAt(workflow, 'metadata'), labels },
    spec: withArguments(withoutDeadline(ownSpec), parameters),
    status: {
      ...status,
      ...(isJsonObject(stored) ? { storedWorkflowTemplateSpec: storedAnew(stored, parameters) } : {}),
      conditions: [...conditions, { type: 'Completed', status: 'False' }],
      startedAt: timeText(nowMs),
      finishedAt: null,
      persistentVolumeClaims: [],
    },
  }
}

function storedAnew(stored: JsonObject, parameters: readonly WorkflowArgument[]): JsonObject {
  const { shutdown: _, ...rest } = stored
  return withArguments(rest, parameters)
}

/** A deadline of 0 is how older versions of Argo Workflows terminate. */
export function withoutDeadline(spec: JsonObject): JsonObject {
  if (at(spec, 'activeDeadlineSeconds') !== 0) return spec
  const { activeDeadlineSeconds: _, ...rest } = spec
  return rest
}
