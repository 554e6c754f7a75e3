import type { BuiltinNode, Node } from '../parse/node.ts'
import { builtin } from './make.ts'
import { contains } from './walk.ts'

const isFilter = (node: Node | undefined): node is BuiltinNode => {
  return node?.kind === 'builtin' && node.name === 'filter' && node.args.length === 2
}

/** `map(filter(a, p), m)` makes no list in between. */
export function filterMap(node: Node): Node {
  if (node.kind !== 'builtin' || node.name !== 'map') return node
  const [filter, predicate] = node.args
  if (predicate?.kind !== 'predicate' || filter?.kind !== 'builtin' || filter.name !== 'filter') return node
  if (filter.map !== undefined) return node
  if (contains(predicate, (one) => one.kind === 'pointer' && one.name === 'index')) return node
  return builtin(node, 'filter', filter.args, { map: predicate.node })
}

/** `len(filter(a, p))` counts. */
export function filterLen(node: Node): Node {
  if (node.kind !== 'builtin' || node.name !== 'len' || node.args.length !== 1) return node
  const [filter] = node.args
  return isFilter(filter) ? builtin(node, 'count', filter.args) : node
}

/** `filter(a, p)[0]` and `first(filter(a, p))` stop at the first one. */
export function filterFirst(node: Node): Node {
  return findInstead(node, { index: 0n, builtinName: 'first', find: 'find' })
}

/** `filter(a, p)[-1]` and `last(filter(a, p))` begin at the end. */
export function filterLast(node: Node): Node {
  return findInstead(node, { index: -1n, builtinName: 'last', find: 'findLast' })
}

interface Form {
  readonly index: bigint
  readonly builtinName: string
  readonly find: string
}

function findInstead(node: Node, { index, builtinName, find }: Form): Node {
  if (node.kind === 'member' && !node.optional && node.property.kind === 'integer' && node.property.value === index) {
    const filter = node.node
    return isFilter(filter) ? builtin(node, find, filter.args, { throws: true, map: filter.map }) : node
  }
  if (node.kind !== 'builtin' || node.name !== builtinName || node.args.length !== 1) return node
  const [filter] = node.args
  return isFilter(filter) ? builtin(node, find, filter.args, { map: filter.map }) : node
}
