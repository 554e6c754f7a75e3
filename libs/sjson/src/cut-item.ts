/** Joins what stood around a deleted value, less its key and one of its commas. */
export function cutItem(before: string, after: string): string {
  const { text, isFirst } = cutTail(before)
  return text + (isFirst ? withoutComma(after) : after)
}

/** Cuts back over the key, if there is one, to the comma before (which goes too) or to the opening bracket. */
function cutTail(before: string): { text: string; isFirst: boolean } {
  const end = lastOf(before, before.length, '[,:')
  switch (before.charAt(end)) {
    case '[':
      return { text: before, isFirst: true }
    case ',':
      return { text: before.slice(0, end), isFirst: false }
    default: {
      const start = keyStart(before, before.lastIndexOf('"', end))
      const mark = lastOf(before, start, '{,')
      if (end < 0 || start < 0 || mark < 0) return { text: before, isFirst: false }
      return before.charAt(mark) === '{'
        ? { text: before.slice(0, mark + 1), isFirst: true }
        : { text: before.slice(0, mark), isFirst: false }
    }
  }
}

/** The opening quote of the key whose closing quote is at `close`; -1 when there is none. */
function keyStart(text: string, close: number): number {
  let i = close
  do i = i > 0 ? text.lastIndexOf('"', i - 1) : -1
  while (i > 0 && text.charAt(i - 1) === '\\')
  return i
}

function lastOf(text: string, end: number, characters: string): number {
  let i = end - 1
  while (i >= 0 && !characters.includes(text.charAt(i))) i--
  return i
}

/** The comma after the first item goes with it, and what blanks stand before that comma. */
function withoutComma(after: string): string {
  let i = 0
  while (i < after.length && after.charCodeAt(i) <= 0x20) i++
  return after.charAt(i) === ',' ? after.slice(i + 1) : after
}
