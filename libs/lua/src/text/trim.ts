const blanks = ' \t\n'

/**
 * Without the blanks, tabs and line ends at both ends. No regular expression: one for those at the end takes time with
 * the square of those that stand elsewhere.
 */
export function trimBlanks(text: string): string {
  let from = 0
  let to = text.length
  while (from < to && blanks.includes(text.charAt(from))) from++
  while (to > from && blanks.includes(text.charAt(to - 1))) to--
  return text.slice(from, to)
}
