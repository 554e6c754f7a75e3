/** An exponent of two digits on fewer digits than this stays below 1e309. */
const digitsMany = 200
const largeExponent = /[0-9][eE]\+?[0-9]{3}/g

/**
 * Whether a number in this JSON text is beyond float64. Looks only where one can be: at exponents of three digits, and at
 * runs of many digits, which one look every so many characters cannot miss. What stands like a number in a string counts
 * too: true in doubt.
 */
export function hasOverflow(text: string): boolean {
  return overflowsByExponent(text) || overflowsByDigits(text)
}

function overflowsByExponent(text: string): boolean {
  largeExponent.lastIndex = 0
  for (let found = largeExponent.exec(text); found !== null; found = largeExponent.exec(text)) {
    const { from, to } = tokenAround(text, found.index)
    if (isOverflow(text, from, to)) return true
    largeExponent.lastIndex = to
  }
  return false
}

function overflowsByDigits(text: string): boolean {
  for (let at = digitsMany - 1; at < text.length; at += digitsMany) {
    if (!isDigit(text.charCodeAt(at))) continue
    const { from, to } = tokenAround(text, at)
    if (to - from >= digitsMany && isOverflow(text, from, to)) return true
    if (to > at + digitsMany) at = to - digitsMany
  }
  return false
}

/** The characters of numbers around a place. */
function tokenAround(text: string, at: number): { readonly from: number; readonly to: number } {
  let from = at
  while (from > 0 && isOfNumber(text.charCodeAt(from - 1))) from--
  let to = at + 1
  while (to < text.length && isOfNumber(text.charCodeAt(to))) to++
  return { from, to }
}

function isOverflow(text: string, from: number, to: number): boolean {
  const isAlone =
    (from === 0 || /[\s:,[]/.test(text.charAt(from - 1))) && (to === text.length || /[\s,\]}]/.test(text.charAt(to)))
  return isAlone && Math.abs(Number(text.slice(from, to))) === Infinity
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}

/** Digits, `+`, `-`, `.`, `e`, `E`. */
function isOfNumber(code: number): boolean {
  return isDigit(code) || code === 0x2b || code === 0x2d || code === 0x2e || code === 0x65 || code === 0x45
}
