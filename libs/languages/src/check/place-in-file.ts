/** A place in a file, from 1. */
export interface FilePlace {
  readonly line: number
  readonly column: number
}

/**
 * The place in a YAML file of a place in one of its texts. `start` is where the text's scalar begins, `inner` where in the
 * text. Exact for block scalars (`|`) and for texts on one line without escapes; for others the scalar's beginning.
 */
export function placeInFile(fileLines: readonly string[], start: FilePlace, inner: FilePlace): FilePlace {
  const first = fileLines[start.line - 1] ?? ''
  const written = first.slice(start.column - 1)
  if (/^\|[-+0-9]*\s*(?:#.*)?$/.test(written)) return inBlock(fileLines, start, inner)
  if (inner.line !== 1) return start
  const quoted = /^(["'])(.*)\1/.exec(written)?.[2]
  if (quoted === undefined) return { line: start.line, column: start.column + inner.column - 1 }
  // An escape before the place moves it; then the beginning is what is known.
  const isPlain = !/\\|''/.test(quoted.slice(0, inner.column))
  return isPlain ? { line: start.line, column: start.column + inner.column } : start
}

/** Lines of a block scalar are the text's, but for the indentation of its first line that is not empty. */
function inBlock(fileLines: readonly string[], start: FilePlace, inner: FilePlace): FilePlace {
  const content = fileLines.slice(start.line).find((line) => line.trim() !== '') ?? ''
  const indent = content.length - content.trimStart().length
  return { line: start.line + inner.line, column: indent + inner.column }
}
