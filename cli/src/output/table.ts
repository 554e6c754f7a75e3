/** Characters that a text takes on a terminal: colours take none. */
export function widthOf(text: string): number {
  return Array.from(text.replaceAll(colour, '')).length
}

const escape = String.fromCodePoint(27)
// The control sequences that `paint` writes.
const colour = new RegExp(`${escape}\\[\\d+m`, 'gu')
/** A control sequence, or one character. */
const pieces = new RegExp(`${escape}\\[\\d+m|[^]`, 'gu')

/** Lines of a table whose columns stand under each other. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

/** A line of at most so many characters; one that is longer ends in `…`, and in no colour. */
export function cutLine(line: string, columns: number): string {
  if (widthOf(line) <= columns) return line
  let width = 0
  let cut = ''
  for (const [part] of line.matchAll(pieces)) {
    if (part.startsWith(escape)) cut += part
    else if ((width += 1) < columns) cut += part
  }
  return `${cut}…`
}
