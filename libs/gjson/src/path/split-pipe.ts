import { enclosed } from './enclosed.ts'
import { closingQuote } from './selector-syntax.ts'

/** What follows `#.` or `#(…).` goes to each element up to the first `|` outside of queries; the rest to the whole. */
export function splitAtPipe(path: string): [left: string, right: string] | undefined {
  if (!path.includes('|')) return undefined
  if (path.startsWith('{')) return splitAfterMultipath(path)
  for (let i = 0; i < path.length; i++) {
    const character = path.charAt(i)
    if (character === '|') return [path.slice(0, i), path.slice(i + 1)]
    if (character === '\\') i++
    if (character === '.' && path.charAt(i + 1) === '#') {
      i += 2
      if (path.charAt(i) === '(') i = queryEnd(path, i, '(', ')')
      else if (path.charAt(i) === '[') i = queryEnd(path, i, '[', ']')
    }
  }
  return undefined
}

function splitAfterMultipath(path: string): [left: string, right: string] | undefined {
  // The brace itself is left out, as in the original: the first member then opens the nesting.
  const length = enclosed(path.slice(1)).length + 1
  return path.charAt(length) === '|' ? [path.slice(0, length), path.slice(length + 1)] : undefined
}

function queryEnd(path: string, from: number, open: string, close: string): number {
  let depth = 1
  let i = from + 1
  for (; i < path.length; i++) {
    const character = path.charAt(i)
    if (character === '\\') i++
    else if (character === open) depth++
    else if (character === '"') i = closingQuote(path, i + 1)
    else if (character === close && --depth === 0) break
  }
  return i
}
