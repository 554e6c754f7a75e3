import { depthMax } from './redact-json.ts'

const [quote, backslash, openMark] = [0x22, 0x5c, 0x7b]
/** First bytes of UTF-8 of the two characters that become ASCII in lower case, U+0130 and U+212A, among others. */
const foldedBytes = [0xc4, 0xe2] as const
const lettersAndDigits = 'abcdefghijklmnopqrstuvwxyz0123456789'
/** A state is where its row of the table begins; this one: a mark has been met, or may have been. */
const rowLength = 256
const met = 255 * rowLength

/**
 * Gives what finds out fast, without reading a JSON text, that none of its names has any of these marks, and that it is not so
 * deep that a part of it goes whole. A name has a mark that stands in it without all that is no letter or digit, in lower case.
 * It may say `true` of a text without any, such as one with a backslash: then the text has to be read. Marks are lower case letters and digits.
 */
export function marksFinder(marks: readonly string[]): (bytes: Uint8Array) => boolean {
  const table = tableOf(marks)
  return (bytes) => {
    let [state, opened] = [0, 0]
    for (let at = 0; at < bytes.length; at += 1) {
      const byte = bytes[at] ?? 0
      state = table[state + byte] ?? met
      if (state === met) return true
      // `[` but for one bit is `{`.
      if ((byte | 0x20) === openMark) opened += 1
    }
    return opened > depthMax
  }
}

/** For each state, which is how much of a mark has been met, and each byte the state that follows. */
function tableOf(marks: readonly string[]): Uint16Array {
  const prefixes = metPrefixes(marks)
  const states = new Map(prefixes.map((prefix, nth) => [prefix, nth * rowLength]))
  const table = new Uint16Array(prefixes.length * rowLength)
  for (const [prefix, state] of states) {
    // What is no letter or digit is passed over, but a quote: a name begins or ends.
    table.fill(state, state, state + rowLength)
    table[state + quote] = 0
    for (const byte of [backslash, ...foldedBytes]) table[state + byte] = met
    for (const char of lettersAndDigits) {
      const next = follows(prefix + char, marks, states)
      for (const one of [char, char.toUpperCase()]) table[state + one.charCodeAt(0)] = next
    }
  }
  return table
}

function metPrefixes(marks: readonly string[]): string[] {
  const prefixes = new Set([''])
  for (const mark of marks) for (let length = 1; length < mark.length; length += 1) prefixes.add(mark.slice(0, length))
  if (prefixes.size * rowLength > met) throw new RangeError(`marks have ${prefixes.size} beginnings: too many`)
  return [...prefixes]
}

/** The longest end of what was met that a mark begins with. */
function follows(text: string, marks: readonly string[], states: ReadonlyMap<string, number>): number {
  if (marks.some((mark) => text.endsWith(mark))) return met
  for (let from = 0; from < text.length; from += 1) {
    const state = states.get(text.slice(from))
    if (state !== undefined) return state
  }
  return 0
}
