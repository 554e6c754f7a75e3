export interface SelectorText {
  readonly name: string
  readonly path: string
}

/** The selectors of `[…]` or `{…}` at the start of a path, and the path after it; undefined when it does not end. */
export function readSelectors(path: string): { selectors: readonly SelectorText[]; rest: string } | undefined {
  const selectors: SelectorText[] = []
  let start = 1
  let colon = 0
  let inModifier = false
  let depth = 1
  const push = (end: number): void => {
    const name = colon === 0 ? '' : path.slice(start, colon)
    selectors.push({ name, path: path.slice(colon === 0 ? start : colon + 1, end) })
    start = end + 1
    colon = 0
    inModifier = false
  }
  for (let i = 1; i < path.length; i++) {
    switch (path.charAt(i)) {
      case '\\':
        i++
        break
      case '@':
        // A colon after it belongs to its argument.
        if (/[.|]/.test(path.charAt(i - 1))) inModifier = true
        break
      case ':':
        if (!inModifier && colon === 0 && depth === 1) colon = i
        break
      case ',':
        if (depth === 1) push(i)
        break
      case '"':
        i = closingQuote(path, i + 1)
        break
      case '[':
      case '(':
      case '{':
        depth++
        break
      case ']':
      case ')':
      case '}':
        depth--
        if (depth > 0) break
        push(i)
        return { selectors, rest: path.slice(i + 1) }
      default:
    }
  }
  return undefined
}

/** The place of the next `"` that no `\` stands before; the end of the text when there is none. */
export function closingQuote(text: string, from: number): number {
  let i = from
  for (; i < text.length; i++) {
    const character = text.charAt(i)
    if (character === '"') break
    if (character === '\\') i++
  }
  return i
}

/** What a multipath's member is called when it is given no name: its last component, if that is simple. */
export function defaultName(path: string): string {
  const last = path.slice(lastSeparator(path) + 1)
  // oxlint-disable-next-line no-control-regex -- names with control characters are not simple
  return /[\u0000-\u001f[\]{}()#|!]/.test(last) ? '_' : last
}

function lastSeparator(path: string): number {
  for (let i = path.length - 1; i >= 0; i--) {
    if (/[.|]/.test(path.charAt(i)) && path.charAt(i - 1) !== '\\') return i
  }
  return -1
}
