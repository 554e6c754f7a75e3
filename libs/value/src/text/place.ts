import { runeCount } from './utf8.ts'

/** Where in a source text something is. Both count from 1; columns are runes. */
export interface Place {
  readonly line: number
  readonly column: number
}

export interface ShownPlace extends Place {
  /** `\n | the line\n | ....^`, or `''` when the line is empty. */
  readonly snippet: string
}

/** A line longer than this is shown only in part: an error must not be as long as the program. */
const shownMax = 512

/** The place of a UTF-16 offset of a source, with the line at fault and a caret below it. */
export function placeIn(source: string, offset: number): ShownPlace {
  const before = source.slice(0, Math.max(0, offset))
  const lineStart = before.lastIndexOf('\n') + 1
  let line = 1
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line++
  const column = runeCount(before.slice(lineStart)) + 1
  return { line, column, snippet: snippetOf(source, line, column) }
}

function snippetOf(source: string, line: number, column: number): string {
  const text = source.split('\n', line)[line - 1] ?? ''
  if (text === '') return ''
  const runes = Array.from(text.replaceAll('\t', ' '))
  const from = runes.length > shownMax ? Math.max(0, column - shownMax / 2) : 0
  const shown = runes.slice(from, from + shownMax).join('')
  return `\n | ${shown}\n | ${'.'.repeat(Math.max(0, column - 1 - from))}^`
}
