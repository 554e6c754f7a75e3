import { Re2Error, compile, programSize } from '@millrace/re2'

/** Whether a pattern occurs in a text. */
export type Matches = (text: string) => boolean

/** A pattern that Go's `regexp.Compile` refuses, in its words. */
export class PatternError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'PatternError'
  }
}

const kept = new Map<string, Matches>()
/** How many compiled patterns are kept; the same ones come again and again, from sources as from data. */
const keptMax = 256

/** What compiling a pattern that is not at hand takes, in steps: some for each instruction. */
export function compileSteps(pattern: string): number {
  return kept.has(pattern) ? 0 : programSize(pattern) * stepsPerInstruction
}

const stepsPerInstruction = 200

/** Compiles a pattern, or finds it compiled. Throws a PatternError. */
export function matcherOf(pattern: string): Matches {
  const known = kept.get(pattern)
  if (known !== undefined) return known
  const matches = literalMatcher(pattern) ?? patternMatcher(pattern)
  if (kept.size >= keptMax) kept.clear()
  kept.set(pattern, matches)
  return matches
}

/** Most patterns in the field are no more than a fixed beginning, end or part. */
function literalMatcher(pattern: string): Matches | undefined {
  const literal = /^(\^?)([\w\s/:@,;=~"'<>!#%&-]*)(\$?)$/.exec(pattern)
  if (literal === null) return undefined
  const [, start, part = '', end] = literal
  if (start === '^' && end === '$') return (text) => text === part
  if (start === '^') return (text) => text.startsWith(part)
  return end === '$' ? (text) => text.endsWith(part) : (text) => text.includes(part)
}

function patternMatcher(pattern: string): Matches {
  if (!pattern.isWellFormed()) {
    throw new PatternError(`error parsing regexp: invalid UTF-8: \`${pattern.toWellFormed()}\``)
  }
  try {
    const regexp = compile(pattern)
    return (text) => regexp.test(text.isWellFormed() ? text : text.toWellFormed())
  } catch (error) {
    if (!(error instanceof Re2Error)) throw error
    // Without our code and place, which Go's message does not have.
    throw new PatternError(error.message.replace(/^\[[^\]]*\] /, '').replace(/ \(at \d+\)$/, ''))
  }
}
