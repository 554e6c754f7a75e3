import type { Nature } from '../check/nature.ts'
import type { Value } from '../value/value.ts'

interface Base {
  /** Where an error about this node is shown, a UTF-16 offset. */
  offset: number
  /** What the checker found out about its value; the optimiser changes it with the node. */
  nature: Nature
}

export interface NilNode extends Base {
  readonly kind: 'nil'
}
export interface BoolNode extends Base {
  readonly kind: 'bool'
  readonly value: boolean
}
export interface IntegerNode extends Base {
  readonly kind: 'integer'
  readonly value: bigint
}
export interface FloatNode extends Base {
  readonly kind: 'float'
  readonly value: number
}
export interface StringNode extends Base {
  readonly kind: 'string'
  readonly value: string
}
export interface BytesNode extends Base {
  readonly kind: 'bytes'
  readonly value: Uint8Array
}
/** A value that the optimiser has made of a literal. A Set stands for the map of an `in`. */
export interface ConstantNode extends Base {
  readonly kind: 'constant'
  readonly value: Value | ReadonlySet<Value>
}
export interface IdentifierNode extends Base {
  readonly kind: 'identifier'
  readonly name: string
}
export interface UnaryNode extends Base {
  readonly kind: 'unary'
  readonly operator: string
  node: Node
}
export interface BinaryNode extends Base {
  readonly kind: 'binary'
  readonly operator: string
  left: Node
  right: Node
}
/** The extent of an optional chain: where `?.` finds nil, the whole of it is nil. */
export interface ChainNode extends Base {
  readonly kind: 'chain'
  node: Node
}
export interface MemberNode extends Base {
  readonly kind: 'member'
  node: Node
  property: Node
  readonly optional: boolean
  /** Whether it is called. */
  method: boolean
}
export interface SliceNode extends Base {
  readonly kind: 'slice'
  node: Node
  from: Node | undefined
  to: Node | undefined
}
export interface CallNode extends Base {
  readonly kind: 'call'
  callee: Node
  readonly args: Node[]
}
export interface BuiltinNode extends Base {
  readonly kind: 'builtin'
  readonly name: string
  readonly args: Node[]
  /** For `find` in the place of `filter()[0]`: finding nothing is an error. */
  readonly throws?: boolean
  /** For `filter` in the place of `map(filter())`: what to make of each item that is found. */
  readonly map?: Node | undefined
  /** For `count`: it may stop there. */
  threshold?: bigint
}
export interface PredicateNode extends Base {
  readonly kind: 'predicate'
  node: Node
}
export interface PointerNode extends Base {
  readonly kind: 'pointer'
  readonly name: string
}
export interface ConditionalNode extends Base {
  readonly kind: 'conditional'
  readonly ternary: boolean
  condition: Node
  whenTrue: Node
  whenFalse: Node
}
export interface LetNode extends Base {
  readonly kind: 'let'
  readonly name: string
  value: Node
  body: Node
}
export interface SequenceNode extends Base {
  readonly kind: 'sequence'
  readonly nodes: Node[]
}
export interface ArrayNode extends Base {
  readonly kind: 'array'
  readonly nodes: Node[]
}
export interface MapNode extends Base {
  readonly kind: 'map'
  readonly pairs: PairNode[]
}
export interface PairNode extends Base {
  readonly kind: 'pair'
  key: Node
  value: Node
}

/** A node of the syntax tree. The parts that the optimiser may put another node into are not read-only. */
export type Node =
  | NilNode
  | BoolNode
  | IntegerNode
  | FloatNode
  | StringNode
  | BytesNode
  | ConstantNode
  | IdentifierNode
  | UnaryNode
  | BinaryNode
  | ChainNode
  | MemberNode
  | SliceNode
  | CallNode
  | BuiltinNode
  | PredicateNode
  | PointerNode
  | ConditionalNode
  | LetNode
  | SequenceNode
  | ArrayNode
  | MapNode
  | PairNode

/**
 * The operations that stand as left operands in each other, the outermost first. Whoever walks them from the innermost
 * needs no stack for a long `a + b + c + …`.
 */
export function leftSpine(node: Node): readonly Node[] {
  const spine: Node[] = [node]
  for (let at = node; at.kind === 'binary'; at = at.left) if (at.left.kind === 'binary') spine.push(at.left)
  return spine
}

/** Something to do with each kind of node. */
export type ByKind<A extends readonly unknown[], R> = {
  readonly [K in Node['kind']]: (node: Extract<Node, { kind: K }>, ...args: A) => R
}

/** What a table has for the node. */
export function dispatch<A extends readonly unknown[], R>(table: ByKind<A, R>, node: Node, ...args: A): R {
  // The entry that the node's own kind leads to takes this node; TypeScript cannot tell that the two go together.
  return (table[node.kind] as (node: Node, ...args: A) => R)(node, ...args)
}
