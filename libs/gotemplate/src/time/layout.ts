/** One part of a Go layout: text that stands for itself, then the element that follows, if any. */
export interface Chunk {
  readonly text: string
  /** As it is written: `2006`, `Jan`, `.000`. Undefined at the end. */
  readonly element: string | undefined
}

const element = new RegExp(
  [
    'January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST',
    '0[1-6]|002|15|1|2006|2|__2|_2006|_2|3|4|5|PM|pm',
    '[-Z]07:00:00|[-Z]070000|[-Z]07:00|[-Z]0700|[-Z]07',
    '[.,]0+(?![0-9])|[.,]9+(?![0-9])',
  ].join('|'),
  'g',
)

/** Cuts a layout into its elements. The last chunk has none. */
export function chunksOf(layout: string): Chunk[] {
  const chunks: Chunk[] = []
  let at = 0
  for (const match of layout.matchAll(element)) {
    const [found] = match
    const underscore = found === '_2006' ? 1 : 0
    chunks.push({ text: layout.slice(at, match.index + underscore), element: found.slice(underscore) })
    at = match.index + found.length
  }
  chunks.push({ text: layout.slice(at), element: undefined })
  return chunks
}

export function isFraction(name: string | undefined): boolean {
  return name !== undefined && /^[.,]/.test(name)
}
