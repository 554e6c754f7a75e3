import type { CST } from 'yaml'

/**
 * How deep a parsed but not yet composed document nests. It walks without recursion: composing a document of some
 * thousand levels exhausts the stack, so the depth must be known before.
 */
export function depthOf(document: CST.Document): number {
  let deepest = 0
  const waiting: { readonly token: CST.Token | null | undefined; readonly depth: number }[] = [
    { token: document.value, depth: 1 },
  ]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { token, depth } = next
    if (token === null || token === undefined) continue
    if (depth > deepest) deepest = depth
    if (!('items' in token)) continue
    for (const item of token.items) {
      if ('key' in item) waiting.push({ token: item.key, depth: depth + 1 })
      waiting.push({ token: item.value, depth: depth + 1 })
    }
  }
  return deepest
}
