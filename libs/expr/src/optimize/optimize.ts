import type { Node } from '../parse/node.ts'
import { combinePredicates } from './combine.ts'
import { filterFirst, filterLast, filterLen, filterMap } from './filters.ts'
import { fold } from './fold.ts'
import { inArray, inRange } from './membership.ts'
import { countAny, countThreshold, sumArray, sumMap, sumRange } from './sums.ts'
import { rewriteTree } from './walk.ts'

/** How often folding may begin again because it has changed something. */
const foldsMax = 1000

const once = [filterMap, filterLen, filterLast, filterFirst, combinePredicates, sumRange, sumArray, sumMap]

/**
 * The original's optimiser. It is part of the language: what it takes away is not evaluated, so errors can go with it,
 * and what it folds can fail at compile time.
 */
export function optimize(tree: Node): Node {
  let root = rewriteTree(tree, inArray)
  for (let turn = 0; turn < foldsMax; turn++) {
    let changed = false
    root = rewriteTree(root, (node) => {
      const folded = fold(node)
      changed ||= folded !== node
      return folded
    })
    if (!changed) break
  }
  for (const rewrite of [inRange, ...once, countAny, countThreshold]) root = rewriteTree(root, rewrite)
  return root
}
