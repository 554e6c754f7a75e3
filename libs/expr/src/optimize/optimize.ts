import type { Node } from '../parse/node.ts'
import type { Dialect } from '../dialect.ts'
import { combinePredicates } from './combine.ts'
import { filterFirst, filterLast, filterLen, filterMap } from './filters.ts'
import { fold } from './fold.ts'
import { inArray, inRange } from './membership.ts'
import { countAny, countThreshold, sumArray, sumMap, sumRange } from './sums.ts'
import { contains, rewriteTree } from './walk.ts'

/** How often folding may begin again because it has changed something. */
const foldsMax = 1000

const filters = [filterMap, filterLen, filterLast, filterFirst]
/** What v1.15 does not have. */
const modern = [combinePredicates, sumRange, sumArray, sumMap, countAny, countThreshold]

/**
 * The original's optimiser. It is part of the language: what it takes away is not evaluated, so errors can go with it,
 * and what it folds can fail at compile time.
 */
export function optimize(tree: Node, dialect: Dialect): Node {
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
  root = rewriteTree(root, inRange)
  if (!contains(root, ({ kind }) => kind === 'builtin')) return root
  for (const rewrite of dialect.modern ? [...filters, ...modern] : filters) root = rewriteTree(root, rewrite)
  return root
}
