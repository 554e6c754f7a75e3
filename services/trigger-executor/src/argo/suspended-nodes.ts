import { at, listAt, objectAt, textAt } from '@millrace/kube'
import { isJsonObject, type JsonObject, type JsonValue } from '@millrace/manifests'
import type { NodeSelector } from './node-selector.ts'
import {
  nodesOf,
  phaseOf,
  timeText,
  typeOf,
  withNodes,
  workflowFault,
  type Nodes,
  type WorkflowFault,
} from './node-status.ts'

/** A Workflow as it is to be. */
export interface Reshaped {
  readonly kind: 'workflow'
  readonly object: JsonObject
}

/** What a suspended node becomes. */
export interface NodeEnding {
  readonly phase: 'Succeeded' | 'Failed'
  readonly message: string
}

/** Lets a Workflow go on: it is suspended no more, and the nodes that wait have succeeded. */
export function resumed(workflow: JsonObject, nowMs: number): Reshaped | WorkflowFault {
  const nodes = nodesOf(workflow)
  if ('kind' in nodes) return nodes
  const { suspend: _, ...spec } = objectAt(workflow, 'spec')
  const ended = endNodes(nodes, () => true, { phase: 'Succeeded', message: '' }, nowMs)
  if ('kind' in ended) return ended
  return { kind: 'workflow', object: withNodes({ ...workflow, spec }, ended.nodes) }
}

/** Ends the nodes that wait and that are picked, and nothing else; one at least must be. */
export function nodesEnded(
  workflow: JsonObject,
  isMeant: NodeSelector,
  ending: NodeEnding,
  nowMs: number,
): Reshaped | WorkflowFault {
  const nodes = nodesOf(workflow)
  if ('kind' in nodes) return nodes
  const ended = endNodes(nodes, isMeant, ending, nowMs)
  if ('kind' in ended) return ended
  if (ended.count === 0) return workflowFault('none of its suspended nodes is picked by --node-field-selector')
  return { kind: 'workflow', object: withNodes(workflow, ended.nodes) }
}

function endNodes(
  nodes: Nodes,
  isMeant: NodeSelector,
  { phase, message }: NodeEnding,
  nowMs: number,
): { readonly nodes: Nodes; readonly count: number } | WorkflowFault {
  const after = new Map(nodes)
  let count = 0
  for (const [id, node] of nodes) {
    if (typeOf(node) !== 'Suspend' || phaseOf(node) !== 'Running' || !isMeant(node)) continue
    const outputs = phase === 'Succeeded' ? withDefaults(node) : { outputs: at(node, 'outputs') }
    if ('kind' in outputs) return outputs
    const told = message === '' ? {} : { message }
    const rest = outputs.outputs === undefined ? {} : { outputs: outputs.outputs }
    after.set(id, { ...node, ...rest, ...told, phase, finishedAt: timeText(nowMs) })
    count += 1
  }
  return { nodes: after, count }
}

/** Outputs that somebody was to supply get their defaults. */
function withDefaults(node: JsonObject): { readonly outputs: JsonValue | undefined } | WorkflowFault {
  const outputs = at(node, 'outputs')
  if (!isJsonObject(outputs)) return { outputs }
  const parameters: JsonValue[] = []
  for (const parameter of listAt(outputs, 'parameters')) {
    const isSupplied = isJsonObject(parameter) && at(parameter, 'valueFrom', 'supplied') !== undefined
    if (!isSupplied) {
      parameters.push(parameter)
      continue
    }
    const value = at(parameter, 'valueFrom', 'default')
    if (value === undefined) {
      const name = JSON.stringify(textAt(parameter, 'name'))
      return workflowFault(`the output parameter ${name} of a suspended node was not set, and has no default`)
    }
    const { valueFrom: _, ...rest } = parameter
    parameters.push({ ...rest, value })
  }
  return { outputs: at(outputs, 'parameters') === undefined ? outputs : { ...outputs, parameters } }
}
