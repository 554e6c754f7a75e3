/** A count beyond this is not counted further. */
export const programSizeMax = 10_000_000

const repeat = /\{(\d{1,4})(?:(,)(\d{0,4}))?\}/y

/**
 * About how many instructions a pattern compiles to, with counted repeats multiplied out; of a broken pattern too. What
 * compiling costs goes by it (some microseconds for 10), and so does what a search costs for each character at worst.
 */
export function programSize(pattern: string): number {
  const outer: { readonly size: number }[] = []
  /** Of the group that is open, without its last atom. */
  let size = 0
  /** Of the last atom, which a repeat repeats. */
  let atom = 0
  for (let at = 0; at < pattern.length;) {
    const char = pattern.charAt(at)
    if (char === '{') {
      repeat.lastIndex = at
      const found = repeat.exec(pattern)
      if (found !== null) {
        atom = Math.min(programSizeMax, atom * timesOf(found))
        at = repeat.lastIndex
        continue
      }
    }
    if (char === '*' || char === '+' || char === '?') {
      atom += 1
      at += 1
      continue
    }
    size = Math.min(programSizeMax, size + atom)
    atom = 1
    if (char === '(') {
      outer.push({ size })
      size = atom = 0
      at = afterFlags(pattern, at)
      continue
    }
    if (char === ')') {
      atom = size + 2
      size = outer.pop()?.size ?? 0
    }
    at = afterAtom(pattern, at)
  }
  const open = outer.reduce((sum, { size }) => sum + size, 0)
  return Math.min(programSizeMax, open + size + atom)
}

/** How many copies a repeat makes of what it repeats. */
function timesOf([, least = '0', comma, most = '']: RegExpExecArray): number {
  const from = Number(least)
  if (comma === undefined) return Math.max(1, from)
  return Math.max(1, from, most === '' ? from + 1 : Number(most))
}

/** Behind the parenthesis, `?:`, `?P<name>` and flags. */
function afterFlags(pattern: string, at: number): number {
  if (pattern[at + 1] !== '?') return at + 1
  let end = at + 2
  while (end < pattern.length && !')>:'.includes(pattern.charAt(end))) end++
  return pattern[end] === ')' ? end : end + 1
}

function afterAtom(pattern: string, at: number): number {
  const char = pattern[at]
  if (char === '\\') return at + 2
  if (char !== '[') return at + 1
  let end = at + 1
  if (pattern[end] === '^') end++
  if (pattern[end] === ']') end++
  while (end < pattern.length && pattern[end] !== ']') end += pattern[end] === '\\' ? 2 : 1
  return end + 1
}
