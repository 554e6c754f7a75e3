import { natureOf } from '../check/nature.ts'
import { CompileFault } from '../error.ts'
import type { BinaryNode, BuiltinNode, Node, UnaryNode } from '../parse/node.ts'
import { concat, power } from '@millrace/value'
import { anySliceType } from '../value/go-type.ts'
import type { Value } from '../value/value.ts'
import { bool, builtin, float, integer, operation, string, typeOnly } from './make.ts'

/** What literals make of each other; the same node when there is nothing to fold. */
export function fold(node: Node): Node {
  if (node.kind === 'unary') return foldUnary(node)
  if (node.kind === 'binary') return foldBinary(node)
  if (node.kind === 'array') return foldArray(node)
  return node.kind === 'builtin' ? foldFilters(node) : node
}

function foldUnary(node: UnaryNode): Node {
  const { operator, node: operand } = node
  if (operator === '-' || operator === '+') {
    const isMinus = operator === '-'
    if (operand.kind === 'integer') return integer(node, isMinus ? -operand.value : operand.value)
    return operand.kind === 'float' ? float(node, isMinus ? -operand.value : operand.value) : node
  }
  return operand.kind === 'bool' ? bool(node, !operand.value) : node
}

function foldBinary(node: BinaryNode): Node {
  const { operator, left, right } = node
  switch (operator) {
    case 'and':
    case '&&':
      return foldLogic(node, true)
    case 'or':
    case '||':
      return foldLogic(node, false)
    case '==':
      return foldEquality(node)
    case '%':
      if (left.kind !== 'integer' || right.kind !== 'integer') return node
      if (right.value === 0n) throw new CompileFault('integer divide by zero', node.offset)
      return integer(node, left.value % right.value)
    case '+':
      if (left.kind === 'string' && right.kind === 'string') return string(node, concat(left.value, right.value))
      return foldNumbers(node)
    default:
      return foldNumbers(node)
  }
}

function foldNumbers(node: BinaryNode): Node {
  const { operator, left, right } = node
  if (left.kind === 'integer' && right.kind === 'integer') {
    const fold = integerFolds[operator]
    if (fold !== undefined) return integer(node, fold(left.value, right.value))
  }
  const fold = floatFolds[operator]
  if (fold === undefined) return node
  if (left.kind !== 'integer' && left.kind !== 'float') return node
  if (right.kind !== 'integer' && right.kind !== 'float') return node
  return float(node, fold(Number(left.value), Number(right.value)))
}

const integerFolds: Readonly<Record<string, (a: bigint, b: bigint) => bigint>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
}

const floatFolds: Readonly<Record<string, (a: number, b: number) => number>> = {
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '**': power,
  '^': power,
}

/** `and` with true, `or` with false is the other side; `and` with false is false even if the other side would fail. */
function foldLogic(node: BinaryNode, neutral: boolean): Node {
  const { left, right } = node
  if (left.kind === 'bool' && left.value === neutral) return moved(node, right)
  if (right.kind === 'bool' && right.value === neutral) return moved(node, left)
  return left.kind === 'bool' || right.kind === 'bool' ? bool(node, !neutral) : node
}

function moved(node: Node, into: Node): Node {
  // In place, for the node may stand elsewhere too, as the middle of `a < b < c` does.
  into.nature = typeOnly(node.nature)
  into.offset = node.offset
  return into
}

function foldEquality(node: BinaryNode): Node {
  const { left, right } = node
  const isLiteral = left.kind === 'integer' || left.kind === 'string' || left.kind === 'bool'
  if (!isLiteral || right.kind !== left.kind) return node
  return bool(node, left.value === right.value)
}

/** An array of literals is made once. */
function foldArray(node: Node & { readonly kind: 'array' }): Node {
  const value: Value[] = []
  for (const item of node.nodes) {
    if (item.kind !== 'integer' && item.kind !== 'float' && item.kind !== 'string' && item.kind !== 'bool') return node
    value.push(item.value)
  }
  if (value.length === 0) return node
  return { kind: 'constant', value, offset: node.offset, nature: natureOf(anySliceType) }
}

/** `filter(filter(a, p), q)` is `filter(a, p && q)`. */
function foldFilters(node: BuiltinNode): Node {
  const [base, outer] = node.args
  if (node.name !== 'filter' || base?.kind !== 'builtin' || base.name !== 'filter') return node
  const [items, inner] = base.args
  if (items === undefined || inner?.kind !== 'predicate' || outer?.kind !== 'predicate') return node
  const both = operation('&&', inner.node, outer.node)
  return builtin(node, 'filter', [items, { ...outer, node: both }])
}
