import { isAlias, isMap, isScalar, isSeq, type Document, type Node, type Pair, type YAMLMap } from 'yaml'
import type { Path } from '../schema/path.ts'

/** What stands at a path: its value, and its name where it is a member of a map. */
interface Spot {
  readonly key?: Node
  readonly value?: Node
}

/** How many `<<` and `*alias` may lie on one way, so that a circle ends. */
const hopsMax = 20

/** The offset in the text of a path's value (or name), or of the nearest thing around it that is there. */
export function offsetOf(document: Document, path: Path, part: 'key' | 'value'): number {
  let spot: Spot = isNode(document.contents) ? { value: document.contents } : {}
  for (const step of path) {
    const next = stepInto(document, spot.value, step, hopsMax)
    if (next === undefined) return startOf(spot.key ?? spot.value)
    spot = next
  }
  return startOf(part === 'key' ? (spot.key ?? spot.value) : (spot.value ?? spot.key))
}

/** A scalar as it was written, without quotes. */
export function writtenAt(document: Document, path: Path): string | undefined {
  let node: Node | undefined = isNode(document.contents) ? document.contents : undefined
  for (const step of path) node = stepInto(document, node, step, hopsMax)?.value
  const scalar = follow(document, node)
  return isScalar(scalar) && typeof scalar.source === 'string' ? scalar.source : undefined
}

/** The name of a member as JSON has it. */
export function keyName(key: unknown): string | undefined {
  return isScalar(key) && typeof key.value !== 'symbol' ? String(key.value) : undefined
}

function stepInto(document: Document, from: Node | undefined, step: string | number, hops: number): Spot | undefined {
  const node = follow(document, from)
  if (isSeq(node)) {
    const item = typeof step === 'number' ? node.items[step] : undefined
    return isNode(item) ? { value: item } : undefined
  }
  return isMap(node) ? stepIntoMap(document, node, String(step), hops) : undefined
}

function stepIntoMap(document: Document, map: YAMLMap, step: string, hops: number): Spot | undefined {
  // Of equal keys the last one wins.
  const own = map.items.findLast((pair) => keyName(pair.key) === step)
  if (own !== undefined) return spotOf(own)
  if (hops === 0) return undefined
  for (const pair of map.items) {
    if (!isMergeKey(pair.key)) continue
    const source = follow(document, isNode(pair.value) ? pair.value : undefined)
    const sources = isSeq(source) ? source.items : [source]
    for (const item of sources) {
      const found = isNode(item) ? stepInto(document, item, step, hops - 1) : undefined
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** Whether a key is `<<`, which brings in the members of other maps. */
export function isMergeKey(key: unknown): boolean {
  return isScalar(key) && (typeof key.value === 'symbol' || key.value === '<<')
}

function spotOf(pair: Pair): Spot {
  return {
    ...(isNode(pair.key) ? { key: pair.key } : {}),
    ...(isNode(pair.value) ? { value: pair.value } : {}),
  }
}

function follow(document: Document, node: Node | undefined): Node | undefined {
  let current = node
  for (let hop = 0; hop < hopsMax && isAlias(current); hop += 1) current = current.resolve(document)
  return current
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'range' in value
}

function startOf(node: Node | undefined): number {
  return node?.range?.[0] ?? 0
}
