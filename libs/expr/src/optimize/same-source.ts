import type { Node } from '../parse/node.ts'

/** Whether two trees read alike, so that they give the same value. Places and natures do not count. */
export function sameSource(a: Node, b: Node): boolean {
  return describe(a) === describe(b)
}

const ignored = new Set(['offset', 'nature', 'method'])

function describe(node: Node): string {
  return JSON.stringify(node, (key, value: unknown) => {
    if (ignored.has(key)) return undefined
    if (typeof value === 'bigint') return `int ${value}`
    if (typeof value === 'number') return `float ${value}`
    return value instanceof Set ? [...(value as ReadonlySet<unknown>)].map(String) : value
  })
}
