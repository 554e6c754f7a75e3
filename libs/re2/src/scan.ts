export interface Span {
  readonly from: number
  readonly to: number
}

export interface Scan {
  /** The names of named groups, without `(?P<` and `>`. */
  readonly groupNames: readonly Span[]
  /** The names of Unicode classes: `Greek` of `\p{Greek}` and `\P{^Greek}`, `L` of `\pL`. */
  readonly classNames: readonly Span[]
  /** The last `(` that nothing closes. */
  readonly unclosed: number | undefined
  /** The first `)` that closes nothing. */
  readonly unexpected: number | undefined
}

/**
 * Finds what the engine does not tell: where groups and Unicode classes are named in a pattern, and which parenthesis
 * has no partner. What is escaped, or quoted by `\Q…\E`, is neither; in a class only Unicode classes count.
 */
export function scan(pattern: string): Scan {
  const groupNames: Span[] = []
  const classNames: Span[] = []
  const open: number[] = []
  let unexpected: number | undefined
  let at = 0
  while (at < pattern.length) {
    switch (pattern.charAt(at)) {
      case '\\':
        at = afterEscape(pattern, at, classNames)
        break
      case '[':
        at = afterClass(pattern, at, classNames)
        break
      case '(':
        open.push(at)
        pushGroupName(pattern, at, groupNames)
        at += 1
        break
      case ')':
        if (open.pop() === undefined) unexpected ??= at
        at += 1
        break
      default:
        at += 1
    }
  }
  return { groupNames, classNames, unclosed: open.at(-1), unexpected }
}

function afterEscape(pattern: string, at: number, classNames: Span[]): number {
  switch (pattern.charAt(at + 1)) {
    case 'Q': {
      const end = pattern.indexOf('\\E', at + 2)
      return end < 0 ? pattern.length : end + 2
    }
    case 'p':
    case 'P':
      return afterUnicodeClass(pattern, at, classNames)
    default:
      return at + 2
  }
}

function afterUnicodeClass(pattern: string, at: number, classNames: Span[]): number {
  if (pattern[at + 2] !== '{') {
    if (at + 2 < pattern.length) classNames.push({ from: at + 2, to: at + 3 })
    return at + 3
  }
  const to = pattern.indexOf('}', at + 3)
  if (to < 0) return at + 3
  classNames.push({ from: pattern[at + 3] === '^' ? at + 4 : at + 3, to })
  return to + 1
}

function afterClass(pattern: string, at: number, classNames: Span[]): number {
  let next = at + 1
  if (pattern[next] === '^') next += 1
  // The first ] of a class stands for itself.
  if (pattern[next] === ']') next += 1
  while (next < pattern.length && pattern[next] !== ']') {
    const posixEnd = pattern.startsWith('[:', next) ? pattern.indexOf(':]', next + 2) : -1
    if (posixEnd >= 0) next = posixEnd + 2
    else next = pattern[next] === '\\' ? afterClassEscape(pattern, next, classNames) : next + 1
  }
  return next + 1
}

function afterClassEscape(pattern: string, at: number, classNames: Span[]): number {
  const kind = pattern[at + 1]
  return kind === 'p' || kind === 'P' ? afterUnicodeClass(pattern, at, classNames) : at + 2
}

function pushGroupName(pattern: string, at: number, groupNames: Span[]): void {
  const from = pattern.startsWith('(?P<', at) ? at + 4 : pattern.startsWith('(?<', at) ? at + 3 : -1
  if (from < 0) return
  const to = pattern.indexOf('>', from)
  if (to >= 0) groupNames.push({ from, to })
}
