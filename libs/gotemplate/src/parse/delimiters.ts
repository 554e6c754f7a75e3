export function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t' || character === '\r' || character === '\n'
}

/** `- ` after `{{` */
export function hasLeftTrim(source: string, at: number): boolean {
  return source[at] === '-' && isBlank(source[at + 1])
}

/** ` -}}` */
export function hasRightTrim(source: string, at: number): boolean {
  return isBlank(source[at]) && source.startsWith('-}}', at + 1)
}

/** Where the blanks before `end` begin. */
export function trailingStart(source: string, from: number, end: number): number {
  let at = end
  while (at > from && isBlank(source[at - 1])) at--
  return at
}

/** Where the blanks at `from` end. */
export function leadingEnd(source: string, from: number): number {
  let at = from
  while (isBlank(source[at])) at++
  return at
}
