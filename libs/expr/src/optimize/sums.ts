import type { BinaryNode, BuiltinNode, Node } from '../parse/node.ts'
import { wrap64 } from '../value/int.ts'
import { builtin, inPlace, integer, operation } from './make.ts'

const isCallOf = (node: Node | undefined, name: string): node is BuiltinNode => {
  return node?.kind === 'builtin' && node.name === name
}

/** `sum(1..9)` and its like need no loop. */
export function sumRange(node: Node): Node {
  if (node.kind !== 'builtin') return node
  const series = seriesOf(node.args[0])
  if (series === undefined) return node
  if (node.name === 'sum') {
    if (node.args.length === 1) return integer(node, series.sum)
    const sum = summed(series, node.args[1])
    return sum === undefined ? node : integer(node, sum)
  }
  if (node.name !== 'reduce' || !addsUp(node.args[1])) return node
  const [, , start] = node.args
  if (start === undefined) return integer(node, series.sum)
  return start.kind === 'integer' ? integer(node, start.value + series.sum) : node
}

interface Series {
  readonly count: bigint
  readonly sum: bigint
}

/** The sum and count of a range of literals that is not empty. */
function seriesOf(node: Node | undefined): Series | undefined {
  if (node?.kind !== 'binary' || node.operator !== '..') return undefined
  if (node.left.kind !== 'integer' || node.right.kind !== 'integer') return undefined
  const from = node.left.value
  const to = node.right.value
  if (to < from) return undefined
  const count = wrap64(to - from + 1n)
  return { count, sum: wrap64(count * wrap64(from + to)) / 2n }
}

/** The sum of a predicate that does no more than add, subtract or multiply by a literal. */
function summed({ sum, count }: Series, predicate: Node | undefined): bigint | undefined {
  const body = predicate?.kind === 'predicate' ? predicate.node : undefined
  if (isItem(body)) return sum
  if (body?.kind !== 'binary') return undefined
  const isItemLeft = isItem(body.left)
  const constant = isItemLeft ? body.right : body.left
  if ((!isItemLeft && !isItem(body.right)) || constant.kind !== 'integer') return undefined
  if (body.operator === '*') return constant.value * sum
  if (body.operator === '+') return sum + count * constant.value
  if (body.operator !== '-') return undefined
  return isItemLeft ? sum - count * constant.value : count * constant.value - sum
}

const isItem = (node: Node | undefined): boolean => node?.kind === 'pointer' && node.name === ''
const isAcc = (node: Node): boolean => node.kind === 'pointer' && node.name === 'acc'

function addsUp(predicate: Node | undefined): boolean {
  const body = predicate?.kind === 'predicate' ? predicate.node : undefined
  if (body?.kind !== 'binary' || body.operator !== '+') return false
  return (isItem(body.left) && isAcc(body.right)) || (isAcc(body.left) && isItem(body.right))
}

/** `sum([a, b, c])` is `a + (b + c)`. */
export function sumArray(node: Node): Node {
  if (!isCallOf(node, 'sum') || node.args.length !== 1) return node
  const [array] = node.args
  if (array?.kind !== 'array' || array.nodes.length < 2) return node
  const [first, ...rest] = array.nodes
  const right = rest.reduceRight((sum, item) => operation('+', item, sum))
  return first === undefined ? node : inPlace<BinaryNode>(node, { kind: 'binary', operator: '+', left: first, right })
}

/** `sum(map(a, p))` is `sum(a, p)`. */
export function sumMap(node: Node): Node {
  if (!isCallOf(node, 'sum') || node.args.length !== 1) return node
  const [map] = node.args
  return isCallOf(map, 'map') && map.args.length === 2 ? builtin(node, 'sum', [...map.args]) : node
}

/** `count(a, p) > 0` stops at the first one. */
export function countAny(node: Node): Node {
  const found = countComparison(node)
  if (found === undefined) return node
  const { operator, limit, count } = found
  const isAny = (operator === '>' && limit === 0n) || (operator === '>=' && limit === 1n)
  return isAny ? builtin(node, 'any', count.args) : node
}

/** `count(a, p) > 3` stops at the fourth one. */
export function countThreshold(node: Node): Node {
  const found = countComparison(node)
  if (found === undefined || found.limit < 0n) return node
  const { operator, limit, count } = found
  const threshold = operator === '>' || operator === '<=' ? limit + 1n : limit
  if (['>', '>=', '<', '<='].includes(operator) && threshold > 1n) count.threshold = threshold
  return node
}

function countComparison(node: Node): { operator: string; limit: bigint; count: BuiltinNode } | undefined {
  if (node.kind !== 'binary' || node.right.kind !== 'integer') return undefined
  if (!isCallOf(node.left, 'count') || node.left.args.length !== 2) return undefined
  return { operator: node.operator, limit: node.right.value, count: node.left }
}
