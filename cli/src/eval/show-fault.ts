import { faultOf } from '@millrace/languages'

/** Characters of a line that are shown on each side of the fault. */
const shownMax = 70

/** An error of a language for a person: what is wrong, where, and the line with a caret below the place. */
export function showFault(source: string, error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  const { message, line, column } = faultOf(cause)
  if (line === undefined || column === undefined) return message
  const text = source.split('\n')[line - 1] ?? ''
  const characters = Array.from(text.replaceAll('\t', ' '))
  const from = Math.max(0, column - 1 - shownMax)
  const shown = characters.slice(from, column - 1 + shownMax).join('')
  const caret = `${' '.repeat(column - 1 - from)}^`
  return `${message}\n  at line ${line}, column ${column}:\n\n    ${shown}\n    ${caret}`
}
