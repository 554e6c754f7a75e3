import { dialects } from './dialect.ts'
import { parse } from './parse/expression.ts'
import type { BinaryNode, Node } from './parse/node.ts'

export interface GuardOptions {
  /** The name that is compared with a text. */
  readonly name: string
  /** All names of the env. */
  readonly names: ReadonlySet<string>
  /** Those whose values are maps: to ask them for a member cannot fail. */
  readonly maps: ReadonlySet<string>
}

/**
 * The text that a name must equal for an expression to be anything but `false`: `"x"` of `name == "x" && …`. Only where what
 * is asked before cannot fail, so that whoever knows the name need not run the expression. Undefined: no such text is
 * seen. For expressions that compile.
 */
export function guardOf(source: string, options: GuardOptions): string | undefined {
  const tree = parse(source, dialects['v1.17'], (name) => options.names.has(name))
  for (const condition of conditionsOf(tree)) {
    if (condition.kind !== 'binary') return undefined
    const text = textFor(condition, options.name)
    if (text !== undefined) return text
    if (!isSafe(condition, options)) return undefined
  }
  return undefined
}

/** What is joined by `and`, in the order in which it is asked. */
function conditionsOf(tree: Node): readonly Node[] {
  const found: Node[] = []
  let node = tree
  for (; node.kind === 'binary' && isAnd(node); node = node.left) found.push(node.right)
  return [node, ...found.toReversed()]
}

function isAnd({ operator }: BinaryNode): boolean {
  return operator === '&&' || operator === 'and'
}

function textFor({ operator, left, right }: BinaryNode, name: string): string | undefined {
  if (operator !== '==') return undefined
  const [one, other] = left.kind === 'identifier' ? [left, right] : [right, left]
  return one.kind === 'identifier' && one.name === name && other.kind === 'string' ? other.value : undefined
}

/** Values are equal or not; nothing can go wrong in finding out, unless in finding the values. */
function isSafe({ operator, left, right }: BinaryNode, options: GuardOptions): boolean {
  return (operator === '==' || operator === '!=') && isPlain(left, options) && isPlain(right, options)
}

const literals: ReadonlySet<Node['kind']> = new Set(['nil', 'bool', 'integer', 'float', 'string'])

function isPlain(node: Node, { names, maps }: GuardOptions): boolean {
  if (literals.has(node.kind)) return true
  if (node.kind === 'array') return node.nodes.every(({ kind }) => literals.has(kind))
  if (node.kind === 'identifier') return names.has(node.name)
  if (node.kind !== 'member' || node.method || node.property.kind !== 'string') return false
  return node.node.kind === 'identifier' && maps.has(node.node.name)
}
