import { dispatch, leftSpine } from '../parse/node.ts'
import type { ByKind, Node } from '../parse/node.ts'
import { CompileFault } from '../error.ts'

/** Gives the node that shall stand in the place of another; the same when nothing changes. */
export type Rewrite = (node: Node) => Node

/** How many nodes one walk may pass: a node can stand in a tree more than once. */
const walkMax = 500_000

/** Rewrites a tree from the leaves up, in place. */
export function rewriteTree(root: Node, rewrite: Rewrite): Node {
  let passed = 0
  /** The left operand that has just been walked: the node around it asks for it first. */
  let done: { readonly before: Node; readonly after: Node } | undefined
  const walk = (node: Node): Node => {
    if (node === done?.before) {
      const { after } = done
      done = undefined
      return after
    }
    let after = node
    for (const before of leftSpine(node).toReversed()) {
      if (++passed > walkMax) throw new CompileFault('compilation failed: expression is too complex', before.offset)
      dispatch(descend, before, walk)
      after = rewrite(before)
      done = { before, after }
    }
    done = undefined
    return after
  }
  return walk(root)
}

const leaf = (): void => {}

/** Puts what `walk` gives into the place of each child, in the original's order. */
const descend: ByKind<[Rewrite], void> = {
  nil: leaf,
  bool: leaf,
  integer: leaf,
  float: leaf,
  string: leaf,
  bytes: leaf,
  constant: leaf,
  identifier: leaf,
  pointer: leaf,
  unary: inner,
  chain: inner,
  predicate: inner,
  binary: (node, walk) => {
    node.left = walk(node.left)
    node.right = walk(node.right)
  },
  member: (node, walk) => {
    node.node = walk(node.node)
    node.property = walk(node.property)
  },
  slice: (node, walk) => {
    node.node = walk(node.node)
    if (node.from !== undefined) node.from = walk(node.from)
    if (node.to !== undefined) node.to = walk(node.to)
  },
  call: (node, walk) => {
    node.callee = walk(node.callee)
    replaceAll(node.args, walk)
  },
  builtin: (node, walk) => replaceAll(node.args, walk),
  let: (node, walk) => {
    node.value = walk(node.value)
    node.body = walk(node.body)
  },
  conditional: (node, walk) => {
    node.condition = walk(node.condition)
    node.whenTrue = walk(node.whenTrue)
    node.whenFalse = walk(node.whenFalse)
  },
  sequence: (node, walk) => replaceAll(node.nodes, walk),
  array: (node, walk) => replaceAll(node.nodes, walk),
  map: (node, walk) => {
    for (const pair of node.pairs) walk(pair)
  },
  pair: (node, walk) => {
    node.key = walk(node.key)
    node.value = walk(node.value)
  },
}

function inner(node: { node: Node }, walk: Rewrite): void {
  node.node = walk(node.node)
}

function replaceAll(nodes: Node[], walk: Rewrite): void {
  for (const [at, node] of nodes.entries()) nodes[at] = walk(node)
}

/** Whether a node of the tree, or the root itself, is such a one. */
export function contains(root: Node, is: (node: Node) => boolean): boolean {
  let found = false
  rewriteTree(root, (node) => {
    found ||= is(node)
    return node
  })
  return found
}
