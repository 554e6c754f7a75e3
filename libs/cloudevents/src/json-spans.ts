/**
 * Finds where the members of JSON text stand, so that a value can be cut out untouched. The text must be valid JSON
 * (`JSON.parse` has read it): nothing is checked here.
 */

const quote = 0x22
const backslash = 0x5c

/** Calls `found` with each member's key and the span of its value, in order; `at` is where the object opens. */
export function eachMember(text: string, at: number, found: (key: string, start: number, end: number) => void): void {
  let next = skipSpace(text, skipSpace(text, at) + 1)
  while (text.charCodeAt(next) === quote) {
    const keyEnd = skipString(text, next)
    const key: unknown = JSON.parse(text.slice(next, keyEnd))
    const start = skipSpace(text, skipSpace(text, keyEnd) + 1)
    const end = skipValue(text, start)
    found(String(key), start, end)
    next = skipSpace(text, skipSpace(text, end) + 1)
  }
}

/** Calls `found` with the span of each element, in order; `at` is where the array opens. */
export function eachElement(text: string, at: number, found: (start: number, end: number) => void): void {
  let next = skipSpace(text, skipSpace(text, at) + 1)
  if (text[next] === ']') return
  for (;;) {
    const end = skipValue(text, next)
    found(next, end)
    const after = skipSpace(text, end)
    if (text[after] !== ',') return
    next = skipSpace(text, after + 1)
  }
}

function skipSpace(text: string, from: number): number {
  let at = from
  for (;;) {
    const code = text.charCodeAt(at)
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return at
    at += 1
  }
}

function skipString(text: string, from: number): number {
  let at = from + 1
  for (;;) {
    const code = text.charCodeAt(at)
    if (code === quote) return at + 1
    at += code === backslash ? 2 : 1
  }
}

/** Without recursion: the depth of a sender's JSON must not be ours. */
function skipValue(text: string, from: number): number {
  let at = from
  let depth = 0
  do {
    const code = text.charCodeAt(at)
    if (code === quote) {
      at = skipString(text, at)
      continue
    }
    if (code === 0x7b || code === 0x5b) depth += 1
    else if (code === 0x7d || code === 0x5d) depth -= 1
    else if (depth === 0) return skipScalar(text, at)
    at += 1
  } while (depth > 0)
  return at
}

function skipScalar(text: string, from: number): number {
  let at = from
  while (at < text.length && !',]} \n\r\t'.includes(text.charAt(at))) at += 1
  return at
}
