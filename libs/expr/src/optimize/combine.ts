import type { BuiltinNode, Node } from '../parse/node.ts'
import { builtin, operation } from './make.ts'
import { sameSource } from './same-source.ts'

/** `all(a, p) && all(a, q)` is one loop; so are `any || any` and `none && none` over the same thing. */
export function combinePredicates(node: Node): Node {
  if (node.kind !== 'binary') return node
  const { left, right } = node
  if (left.kind !== 'builtin' || right.kind !== 'builtin' || left.name !== right.name) return node
  const operator = combined(left.name, node.operator)
  const over = left.args[0]
  if (operator === undefined || over === undefined || !isSameOver(left, right)) return node
  const first = left.args[1]
  const second = right.args[1]
  if (first?.kind !== 'predicate' || second?.kind !== 'predicate') return node
  const both = combinePredicates(operation(operator, first.node, second.node))
  return builtin(node, left.name, [over, { ...first, node: both, offset: 0 }])
}

function isSameOver(left: BuiltinNode, right: BuiltinNode): boolean {
  const [a] = left.args
  const [b] = right.args
  if (a === undefined || b === undefined) return false
  return a.nature.type?.name === b.nature.type?.name && sameSource(a, b)
}

function combined(name: string, operator: string): string | undefined {
  const isAnd = operator === 'and' || operator === '&&'
  const isOr = operator === 'or' || operator === '||'
  if ((name === 'all' && isAnd) || (name === 'any' && isOr)) return operator
  if (name === 'none' && isAnd) return operator === 'and' ? 'or' : '||'
  return undefined
}
