import { isPair, isScalar, isSeq, visit, type Document } from 'yaml'
import { formatPath, type PathPart } from '../schema/path.ts'
import { isMergeKey, keyName } from './yaml-tree.ts'

/** How many remarks are made on one document. */
const remarksMax = 50

/** Something odd in a document that is read all the same. */
export interface Remark {
  readonly code: 'duplicate' | 'precision'
  readonly message: string
  readonly path: string
  readonly offset: number
}

/** Keys that occur twice in one map, and integers that JavaScript rounds. */
export function remarksOn(document: Document): readonly Remark[] {
  const remarks: Remark[] = []
  visit(document, {
    Map: (key, map, ancestors) => {
      const seen = new Set<string>()
      for (const pair of map.items) {
        const name = keyName(pair.key)
        if (name === undefined || isMergeKey(pair.key)) continue
        if (seen.has(name) && isScalar(pair.key)) {
          const message = `the key ${JSON.stringify(name)} stands here twice; the last one counts`
          const path = pathTo([...ancestors, map, pair], key)
          remarks.push({ code: 'duplicate', message, path, offset: pair.key.range?.[0] ?? 0 })
        }
        seen.add(name)
      }
      return remarks.length > remarksMax ? visit.BREAK : undefined
    },
    Scalar: (key, scalar, ancestors) => {
      if (typeof scalar.value !== 'number' || Number.isSafeInteger(scalar.value)) return undefined
      const written = scalar.source ?? ''
      if (!/^[-+]?[0-9][0-9_]*$/.test(written)) return undefined
      const message = `${written} is rounded to ${String(scalar.value)}; in quotes it would stay exact`
      remarks.push({ code: 'precision', message, path: pathTo(ancestors, key), offset: scalar.range?.[0] ?? 0 })
      return remarks.length > remarksMax ? visit.BREAK : undefined
    },
  })
  return remarks.slice(0, remarksMax)
}

/** The path of a visited node: the names of the pairs above it, and its index in each list. */
function pathTo(ancestors: readonly unknown[], key: unknown): string {
  const path: PathPart[] = []
  for (const [index, ancestor] of ancestors.entries()) {
    if (isPair(ancestor)) path.push(keyName(ancestor.key) ?? '')
    if (!isSeq(ancestor)) continue
    const child = ancestors[index + 1]
    path.push(child === undefined ? Number(key) : ancestor.items.indexOf(child))
  }
  return formatPath(path)
}
