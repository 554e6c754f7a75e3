import { compile } from '@millrace/re2'

/** Whether a text holds a match of a pattern. */
export type PatternTest = (text: string) => boolean

/** Patterns that share what they found last; what comes beyond looks for itself. */
const patternsMax = 10_000
const known = new Map<string, PatternTest>()
/** Texts up to this are never parts of others in memory. UTF-16 units. */
const rememberedMax = 12
/** Letters, digits and marks that mean themselves in a pattern, with or without a backslash before a mark. */
const literal = /^(\^?)((?:[\p{L}\p{N}_ \-/:@#%&=,;<>!"'~`]|\\[.+*?()|[\]{}^$\\/-])*)(\$?)$/u

/**
 * Compiles a pattern as an unanchored search; throws Re2Error. Most patterns of manifests are plain words: those are
 * compared as texts, which costs a hundredth of what the engine takes. Others remember their last answer, since a
 * thousand sensors may ask it of one event.
 */
export function patternTest(pattern: string): PatternTest {
  const before = known.get(pattern)
  if (before !== undefined) return before
  const made = literalTest(pattern) ?? remembering(pattern)
  if (known.size < patternsMax) known.set(pattern, made)
  return made
}

/** Undefined where the pattern is more than a word between anchors. */
export function literalTest(pattern: string): PatternTest | undefined {
  const parts = literal.exec(pattern)
  if (parts === null) return undefined
  const word = (parts[2] ?? '').replaceAll(/\\(.)/gu, '$1')
  const isAtStart = parts[1] === '^'
  const isAtEnd = parts[3] === '$'
  if (isAtStart && isAtEnd) return (text) => text === word
  if (isAtStart) return (text) => text.startsWith(word)
  return isAtEnd ? (text) => text.endsWith(word) : (text) => text.includes(word)
}

function remembering(pattern: string): PatternTest {
  const compiled = compile(pattern)
  let asked: string | undefined
  let answer = false
  return (text) => {
    // A longer text may be a part of an event and would keep all of it in memory.
    if (text.length > rememberedMax) return compiled.test(text)
    if (asked === text) return answer
    answer = compiled.test(text)
    asked = text
    return answer
  }
}
