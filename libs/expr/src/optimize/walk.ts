import type { Node, PairNode } from '../parse/node.ts'
import { CompileFault } from '../error.ts'

/** Gives the node that shall stand in the place of another; the same when nothing changes. */
export type Rewrite = (node: Node) => Node

/** How many nodes one walk may pass: a node can stand in a tree more than once. */
const walkMax = 500_000

/** Rewrites a tree from the leaves up, in place. */
export function rewriteTree(root: Node, rewrite: Rewrite): Node {
  let passed = 0
  const walk = (node: Node): Node => {
    if (++passed > walkMax) throw new CompileFault('compilation failed: expression is too complex', node.offset)
    descend(node, walk)
    return rewrite(node)
  }
  return walk(root)
}

/** Puts what `walk` gives into the place of each child, in the original's order. */
function descend(node: Node, walk: Rewrite): void {
  switch (node.kind) {
    case 'unary':
    case 'chain':
    case 'predicate':
      node.node = walk(node.node)
      return
    case 'binary':
      node.left = walk(node.left)
      node.right = walk(node.right)
      return
    case 'member':
      node.node = walk(node.node)
      node.property = walk(node.property)
      return
    case 'slice':
      node.node = walk(node.node)
      if (node.from !== undefined) node.from = walk(node.from)
      if (node.to !== undefined) node.to = walk(node.to)
      return
    case 'call':
      node.callee = walk(node.callee)
      descendAll(node.args, walk)
      return
    default:
      descendCompound(node, walk)
  }
}

function descendCompound(node: Node, walk: Rewrite): void {
  switch (node.kind) {
    case 'builtin':
      descendAll(node.args, walk)
      return
    case 'let':
      node.value = walk(node.value)
      node.body = walk(node.body)
      return
    case 'conditional':
      node.condition = walk(node.condition)
      node.then = walk(node.then)
      node.otherwise = walk(node.otherwise)
      return
    case 'sequence':
    case 'array':
      descendAll(node.nodes, walk)
      return
    case 'map':
      for (const pair of node.pairs) descendPair(pair, walk)
      return
    default:
  }
}

function descendPair(pair: PairNode, walk: Rewrite): void {
  pair.key = walk(pair.key)
  pair.value = walk(pair.value)
}

function descendAll(nodes: Node[], walk: Rewrite): void {
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
