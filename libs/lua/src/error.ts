import { bytesToText } from './text/bytes.ts'

export type Stage = 'compile' | 'run'

/** What went wrong, for programs. */
export type LuaErrorCode =
  /** The script does not parse. */
  | 'syntax'
  /** It is longer, deeper or has more variables than a script may. */
  | 'too-large'
  /** The script raised an error that it did not catch. */
  | 'raised'
  /** The run used up its steps. */
  | 'steps'
  /** The run used up its memory. */
  | 'memory'
  /** The run took longer than whoever runs it allows. */
  | 'time'
  /** The event's data is not a JSON object. */
  | 'data'
  /** What the script gave cannot be the new data. */
  | 'result'

/** Where in a script something is. Both count from 1; columns are characters. */
export interface Place {
  readonly line: number
  readonly column: number
}

interface Details {
  readonly stage: Stage
  readonly code: LuaErrorCode
  readonly reason: string
  readonly line?: number
  readonly column?: number
  readonly snippet?: string
}

/** A script that does not compile, or that fails when it is run. `message` has the place and the snippet in it. */
export class LuaError extends Error {
  readonly stage: Stage
  readonly code: LuaErrorCode
  /** What is wrong, without the snippet. An error that a script raised has its `<string>:1:` in it. */
  readonly reason: string
  /** 0 when there is none. */
  readonly line: number
  /** Known when compiling only; else 0. */
  readonly column: number
  /** The line at fault with a caret below it; `''` when the column is not known. */
  readonly snippet: string

  constructor(details: Details) {
    const { stage, code, reason, line = 0, column = 0, snippet = '' } = details
    super((snippet === '' ? reason : `${reason} (${line}:${column})${snippet}`).toWellFormed())
    this.name = 'LuaError'
    this.stage = stage
    this.code = code
    this.reason = reason
    this.line = line
    this.column = column
    this.snippet = snippet
  }
}

/** A fault at an offset of the script's bytes, thrown by the lexer, the parser and the compiler. */
export class CompileFault extends Error {
  readonly code: 'syntax' | 'too-large'
  readonly offset: number
  /** As `loadstring` gives it to a script, in bytes. */
  readonly report: string

  constructor(message: string, offset: number, report: string, code: 'syntax' | 'too-large' = 'syntax') {
    super(message)
    this.name = 'CompileFault'
    this.code = code
    this.offset = offset
    this.report = report
  }
}

/** A line longer than this is shown only in part: an error must not be as long as the script. */
const shownMax = 512

/** The error for whoever compiles: the bytes are the script's. */
export function compileError(fault: CompileFault, bytes: string): LuaError {
  const offset = Math.min(fault.offset, bytes.length)
  const before = bytes.slice(0, offset)
  const lineStart = before.lastIndexOf('\n') + 1
  let line = 1
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line++
  const lineEnd = bytes.indexOf('\n', lineStart)
  const text = bytesToText(bytes.slice(lineStart, lineEnd < 0 ? bytes.length : lineEnd))
  const column = Array.from(bytesToText(bytes.slice(lineStart, offset))).length + 1
  return new LuaError({
    stage: 'compile',
    code: fault.code,
    reason: bytesToText(fault.message),
    line,
    column,
    snippet: snippetOf(text, column),
  })
}

function snippetOf(text: string, column: number): string {
  if (text === '') return ''
  const runes = Array.from(text.replaceAll('\t', ' ').replaceAll('\r', ''))
  const from = runes.length > shownMax ? Math.max(0, column - shownMax / 2) : 0
  const shown = runes.slice(from, from + shownMax).join('')
  return `\n | ${shown}\n | ${'.'.repeat(Math.max(0, column - 1 - from))}^`
}
