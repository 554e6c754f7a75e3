import { at, exactText, objectAt, parseExact, textAt } from '@millrace/kube'
import { isJsonObject, type JsonObject } from '@millrace/manifests'
import { gunzipSync, gzipSync } from 'node:zlib'

/** The nodes of a Workflow's status by id. */
export type Nodes = ReadonlyMap<string, JsonObject>

/** A Workflow is a refusal to be worked on, and why. */
export interface WorkflowFault {
  readonly kind: 'fault'
  readonly message: string
}

export function workflowFault(message: string): WorkflowFault {
  return { kind: 'fault', message }
}

/** Beyond this Argo Workflows compresses the nodes. Bytes. */
const workflowBytesMax = 1_048_576
/** Bytes of nodes that were compressed, at most. */
const nodesBytesMax = 128 * 1_048_576

/** The nodes of a Workflow, also where they are compressed. Those in Argo's own database cannot be had by the API. */
export function nodesOf(workflow: JsonObject): Nodes | WorkflowFault {
  const status = objectAt(workflow, 'status')
  if (textAt(status, 'offloadNodeStatusVersion') !== '') {
    return workflowFault('its nodes are offloaded to the database of Argo Workflows, and cannot be had by the API')
  }
  const compressed = textAt(status, 'compressedNodes')
  const plain = objectAt(status, 'nodes')
  const nodes = compressed === '' || Object.keys(plain).length > 0 ? plain : inflated(compressed)
  if (nodes === undefined) return workflowFault('its compressedNodes cannot be read')
  return new Map(Object.entries(nodes).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])))
}

/** The Workflow with these nodes; compressed where it would be too large else. */
export function withNodes(workflow: JsonObject, nodes: Nodes): JsonObject {
  const { compressedNodes: _, nodes: __, ...status } = objectAt(workflow, 'status')
  const plain = { ...workflow, status: { ...status, nodes: Object.fromEntries(nodes) } }
  if (exactText(plain).length <= workflowBytesMax) return plain
  const compressedNodes = gzipSync(exactText(Object.fromEntries(nodes))).toString('base64')
  return { ...workflow, status: { ...status, compressedNodes } }
}

function inflated(compressed: string): JsonObject | undefined {
  try {
    const bytes = gunzipSync(Buffer.from(compressed, 'base64'), { maxOutputLength: nodesBytesMax })
    const nodes: unknown = parseExact(bytes.toString('utf8'))
    return isJsonObject(nodes) ? nodes : undefined
  } catch {
    return undefined
  }
}

export const typeOf = (node: JsonObject): string => textAt(node, 'type')
export const nameOf = (node: JsonObject): string => textAt(node, 'name')
export const phaseOf = (node: JsonObject): string => textAt(node, 'phase')
export const isFailed = (node: JsonObject): boolean => phaseOf(node) === 'Failed' || phaseOf(node) === 'Error'

/** The ids in a list of a node, such as `children`. */
export function idsIn(node: JsonObject, list: 'children' | 'outboundNodes'): readonly string[] {
  const ids = at(node, list)
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
}

/** The name of the template that a node ran. */
export function templateOf(node: JsonObject): string {
  const referenced = textAt(node, 'templateRef', 'template')
  return referenced === '' ? textAt(node, 'templateName') : referenced
}

/** `metav1.Time`: whole seconds, in UTC. */
export function timeText(nowMs: number): string {
  return `${new Date(nowMs).toISOString().slice(0, 19)}Z`
}

/** The id that Argo Workflows gives a node of this name. */
export function nodeId(workflowName: string, nodeName: string): string {
  return nodeName === workflowName ? workflowName : `${workflowName}-${fnv1a(nodeName)}`
}

/** A pod's name is at most 253 long, of which the hash has 10 and a dash 1. */
const podPrefixLengthMax = 242

/** The name of the pod that ran a node. */
export function podName(workflow: JsonObject, node: JsonObject): string {
  const name = textAt(workflow, 'metadata', 'name')
  const format = textAt(workflow, 'metadata', 'annotations', 'workflows.argoproj.io/pod-name-format')
  if (format === 'v1') return textAt(node, 'id')
  const own = nameOf(node)
  if (own === name) return name
  const prefix = own.includes('.inline') ? name : `${name}-${templateOf(node)}`
  return `${prefix.slice(0, podPrefixLengthMax)}-${fnv1a(own)}`
}

/** FNV-1a of 32 bits over the bytes of UTF-8. */
export function fnv1a(text: string): number {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text, 'utf8')) hash = Math.imul(hash ^ byte, 0x01000193)
  return hash >>> 0
}
