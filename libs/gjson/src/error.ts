/** What can go wrong in a look-up; everything else, a broken path included, just finds nothing. */
export type GjsonFault = 'too-deep' | 'too-large' | 'too-long'

const texts: Record<GjsonFault, string> = {
  'too-deep': 'the path or the document nests deeper than the bound depthMax, use a flatter one',
  'too-large': 'a modifier would work on a text longer than the bound modifiedCharsMax, use fewer of them',
  'too-long': 'the path asks for more look-ups than the bound looksMax, as @dig within @dig does',
}

/** Thrown when a bound is crossed. `code` says which. */
export class GjsonError extends Error {
  readonly code: GjsonFault

  constructor(code: GjsonFault) {
    super(`[${code}] ${texts[code]}`)
    this.name = 'GjsonError'
    this.code = code
  }
}

/**
 * How many levels a look-up may nest: path parts, pipes, queries and multipaths together; and for values,
 * `@flatten` (deep), `@dig` and `@pretty` the levels of the document. It keeps hostile input off the end of the stack.
 */
export const depthMax = 512

export function checkDepth(depth: number): void {
  if (depth > depthMax) throw new GjsonError('too-deep')
}

/** Characters of a text that a modifier takes at most: `@tostr` after `@tostr` doubles what it is given each time. */
export const modifiedCharsMax = 8 * 1024 * 1024

export function checkModified(chars: number): void {
  if (chars > modifiedCharsMax) throw new GjsonError('too-large')
}
