import { escapeHtml } from '@millrace/value'

const quote = 0x22
const backslash = 0x5c

/**
 * Takes JSON text, already found valid, into a payload the way Go's encoding/json takes a RawMessage: white space between
 * the tokens goes, `<`, `>`, `&`, U+2028 and U+2029 in strings are escaped; numbers, escapes and the order of keys stay.
 * Copies only where something changes. Undefined: nested deeper than `depthMax`.
 */
export function compactJson(text: string, depthMax: number): string | undefined {
  const escaped = escapeHtml(text)
  let out = ''
  let copied = 0
  let depth = 0
  for (let at = 0; at < escaped.length; at += 1) {
    const code = escaped.charCodeAt(at)
    if (code === quote) at = stringEnd(escaped, at) - 1
    else if (code <= 0x20) {
      out += escaped.slice(copied, at)
      copied = at + 1
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1
      if (depth > depthMax) return undefined
    } else if (code === 0x7d || code === 0x5d) depth -= 1
  }
  return copied === 0 ? escaped : out + escaped.slice(copied)
}

/** The place after the string that opens at `from`, in valid JSON text. */
function stringEnd(text: string, from: number): number {
  let at = from
  for (;;) {
    at = text.indexOf('"', at + 1)
    let before = at - 1
    while (text.charCodeAt(before) === backslash) before -= 1
    // An even number of backslashes before a quote leaves it a quote.
    if ((at - before) % 2 === 1) return at + 1
  }
}
