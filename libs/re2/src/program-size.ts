/** A count beyond this is not counted further. */
export const programSizeMax = 10_000_000

const quote = String.raw`\Q`
const endQuote = String.raw`\E`

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
    const next = afterNothing(pattern, at)
    if (next > at) {
      at = next
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
    if (pattern.startsWith(quote, at)) {
      const end = endOfQuoted(pattern, at)
      size = Math.min(programSizeMax, size + end - at - quote.length - 1)
      at = end
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

/** Behind what is no atom, so that a repeat that follows repeats the atom before: flags alone, an empty `\Q\E`. */
function afterNothing(pattern: string, at: number): number {
  if (pattern.startsWith(endQuote, at)) return at + endQuote.length
  if (pattern.startsWith(quote, at)) {
    const behind = at + quote.length
    return behind === endOfQuoted(pattern, at) ? behind : at
  }
  const behind = pattern.startsWith('(?', at) ? afterFlags(pattern, at) : at
  return pattern[behind - 1] === ')' ? behind : at
}

/** Behind the parenthesis, `?:`, `?P<name>` and flags; behind all of `(?i)`, which is no group. */
function afterFlags(pattern: string, at: number): number {
  if (pattern[at + 1] !== '?') return at + 1
  let end = at + 2
  while (end < pattern.length && !')>:'.includes(pattern.charAt(end))) end++
  return end + 1
}

/** Where the literal text of a `\Q` ends: at its `\E`, or with the pattern. */
function endOfQuoted(pattern: string, at: number): number {
  const end = pattern.indexOf(endQuote, at + quote.length)
  return end === -1 ? pattern.length : end
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
