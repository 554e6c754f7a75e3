/** How often a match may restart, per byte of the text, before it is given up as no match; and at most in all. */
const restartsPerByteMax = 10_000
const restartsMax = 1_000_000
/** How many stars may be open at a time; a pattern that needs more is no match. */
const starsMax = 512

const star = 0x2a
const question = 0x3f
const backslash = 0x5c

/** Whether `text` matches a pattern of `*` (any run), `?` (one character) and `\` (takes the next as it is). */
export function matchesPattern(text: string, pattern: string): boolean {
  if (pattern === '*') return true
  const match: Match = {
    text: codePoints(text),
    pattern: codePoints(pattern),
    restarts: Math.min(Buffer.byteLength(text) * restartsPerByteMax + 1, restartsMax),
  }
  return matchSpan(match, { at: 0, end: match.text.length, p: 0, pEnd: match.pattern.length }, 0) === 'match'
}

interface Match {
  readonly text: readonly number[]
  readonly pattern: readonly number[]
  /** How many restarts are left. */
  restarts: number
}

/** A part of the text and the part of the pattern that has to match it. */
interface Span {
  at: number
  end: number
  p: number
  pEnd: number
}

type Verdict = 'match' | 'no-match' | 'stopped'

function codePoints(text: string): readonly number[] {
  return Array.from(text, (character) => character.codePointAt(0) ?? 0)
}

function matchSpan(match: Match, span: Span, stars: number): Verdict {
  if (match.restarts <= 0 || stars > starsMax) return 'stopped'
  match.restarts--
  while (span.p < span.pEnd) {
    if (match.pattern[span.p] === star) {
      const verdict = matchStar(match, span, stars)
      if (verdict !== undefined) return verdict
    } else if (!matchOne(match, span)) {
      return 'no-match'
    }
    span.at++
  }
  return span.at >= span.end ? 'match' : 'no-match'
}

/** Undefined when the star has to take one more character. */
function matchStar(match: Match, span: Span, stars: number): Verdict | undefined {
  while (span.p + 1 < span.pEnd && match.pattern[span.p + 1] === star) span.p++
  if (span.p + 1 === span.pEnd) return 'match'
  if (!trimSuffix(match, span)) return 'no-match'
  if (span.p + 1 === span.pEnd) return 'match'
  const verdict = matchSpan(match, { ...span, p: span.p + 1 }, stars + 1)
  if (verdict !== 'no-match') return verdict
  return span.at >= span.end ? 'no-match' : undefined
}

function matchOne(match: Match, span: Span): boolean {
  if (span.at >= span.end) return false
  const escaped = match.pattern[span.p] === backslash
  if (escaped) span.p++
  if (span.p >= span.pEnd) return false
  const code = match.pattern[span.p++]
  return (code === question && !escaped) || code === match.text[span.at]
}

/** Cuts what follows the last star off the pattern and off the text; false when the two ends differ. */
function trimSuffix({ text, pattern }: Match, span: Span): boolean {
  while (span.end > span.at && span.pEnd - span.p > 1) {
    const code = pattern[span.pEnd - 1]
    let before = span.pEnd - 2
    while (pattern[before] === backslash) before--
    const escaped = (span.pEnd - 2 - before) % 2 === 1
    if (code === star && !escaped) break
    if (!(code === question && !escaped) && code !== text[span.end - 1]) return false
    span.end--
    span.pEnd -= escaped ? 2 : 1
  }
  return true
}
