import { runeCount } from '@millrace/value'

export type Stage = 'compile' | 'run'

/** Where in a source text something is. Both count from 1; columns are runes. */
export interface Place {
  readonly line: number
  readonly column: number
}

/** An expression that does not compile, or that fails when it is run. `message` has the place and the snippet in it. */
export class ExprError extends Error {
  readonly stage: Stage
  readonly line: number
  readonly column: number
  /** What is wrong, without the place. */
  readonly reason: string
  /** The line at fault with a caret below it; `''` when that line is empty. */
  readonly snippet: string

  constructor(stage: Stage, reason: string, source: string, offset: number) {
    const { line, column } = placeOf(source, offset)
    const snippet = snippetOf(source, line, column)
    super((snippet === '' ? reason : `${reason} (${line}:${column})${snippet}`).toWellFormed())
    this.name = 'ExprError'
    this.stage = stage
    this.reason = reason
    this.line = line
    this.column = column
    this.snippet = snippet
  }
}

/** A fault at a UTF-16 offset of the source, thrown by the lexer, parser, checker and optimiser. */
export class CompileFault extends Error {
  readonly offset: number

  constructor(message: string, offset: number) {
    super(message)
    this.name = 'CompileFault'
    this.offset = offset
  }
}

function placeOf(source: string, offset: number): Place {
  const before = source.slice(0, Math.max(0, offset))
  const lineStart = before.lastIndexOf('\n') + 1
  let line = 1
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line++
  return { line, column: runeCount(before.slice(lineStart)) + 1 }
}

/** A line longer than this is shown only in part: an error must not be as long as the program. */
const shownMax = 512

function snippetOf(source: string, line: number, column: number): string {
  const text = source.split('\n', line)[line - 1] ?? ''
  if (text === '') return ''
  const runes = Array.from(text.replaceAll('\t', ' '))
  const from = runes.length > shownMax ? Math.max(0, column - shownMax / 2) : 0
  const shown = runes.slice(from, from + shownMax).join('')
  return `\n | ${shown}\n | ${'.'.repeat(Math.max(0, column - 1 - from))}^`
}
