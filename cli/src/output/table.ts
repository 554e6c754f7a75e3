/** Characters that a text takes on a terminal: colours take none. */
export function widthOf(text: string): number {
  return Array.from(text.replaceAll(colour, '')).length
}

const escape = String.fromCodePoint(27)
// The control sequences that `paint` writes.
const colour = new RegExp(`${escape}\\[\\d+m`, 'gu')
/** A control sequence, or one character. */
const pieces = new RegExp(`${escape}\\[\\d+m|[^]`, 'gu')

const gap = '  '
/** Characters that are left of a first column at least. */
const firstMin = 12

/**
 * Lines of a table whose columns stand under each other. Where they are longer than so many characters, the first column, which names
 * things, is cut, and not the last one.
 */
export function table(rows: readonly (readonly string[])[], columns = Infinity): string {
  const widths: number[] = []
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))
  const [first = 0, ...others] = widths
  const room = columns - others.reduce((sum, width) => sum + gap.length + width, 0)
  widths[0] = Math.min(first, Math.max(firstMin, room))
  return rows
    .map((row) =>
      row
        .map((cell, column) => (column === 0 ? cutLine(cell, widths[0] ?? 0) : cell))
        .map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - widthOf(cell)))
        .join(gap)
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
