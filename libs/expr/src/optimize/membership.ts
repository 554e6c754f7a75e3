import { natureOf } from '../check/nature.ts'
import type { BinaryNode, Node } from '../parse/node.ts'
import { intSetType, stringSetType } from '../value/go-type.ts'
import type { GoType } from '../value/go-type.ts'
import type { Value } from '../value/value.ts'
import { inPlace, operation } from './make.ts'

/** `x in ["a", "b"]` looks into a set; so does `n in [1, 2]` where n is known to be an int. */
export function inArray(node: Node): Node {
  if (node.kind !== 'binary' || node.operator !== 'in' || node.right.kind !== 'array') return node
  const { nodes } = node.right
  if (nodes.length === 0) return node
  if (isInt(node.left) && nodes.every(({ kind }) => kind === 'integer')) return withSet(node, nodes, intSetType)
  return nodes.every(({ kind }) => kind === 'string') ? withSet(node, nodes, stringSetType) : node
}

function withSet(node: BinaryNode, nodes: readonly Node[], type: GoType): Node {
  const value = new Set<Value>()
  for (const item of nodes) if (item.kind === 'integer' || item.kind === 'string') value.add(item.value)
  const right: Node = { kind: 'constant', value, offset: 0, nature: natureOf(type) }
  return inPlace<BinaryNode>(node, { kind: 'binary', operator: 'in', left: node.left, right })
}

/** `n in 1..9` is two comparisons where n is known to be an int. */
export function inRange(node: Node): Node {
  if (node.kind !== 'binary' || node.operator !== 'in' || !isInt(node.left)) return node
  const range = node.right
  if (range.kind !== 'binary' || range.operator !== '..') return node
  if (range.left.kind !== 'integer' || range.right.kind !== 'integer') return node
  return inPlace<BinaryNode>(node, {
    kind: 'binary',
    operator: 'and',
    left: operation('>=', node.left, range.left),
    right: operation('<=', node.left, range.right),
  })
}

function isInt({ nature }: Node): boolean {
  return nature.type?.kind === 'int'
}
