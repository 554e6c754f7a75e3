import { RE2JS, RE2JSSyntaxException } from 're2js'
import { toEngine } from './dialect.ts'
import type { EnginePattern } from './dialect.ts'
import { Re2Error, re2Codes } from './re2-error.ts'
import type { Re2Code } from './re2-error.ts'
import { Regexp } from './regexp.ts'
import { scan } from './scan.ts'

/** A pattern of more UTF-16 units is refused: the engine takes seconds for what is much longer. */
export const patternCharsMax = 10_000

/**
 * Compiles a pattern as Go's `regexp.Compile` does; throws Re2Error. Costs some hundred microseconds: keep the result.
 * Sizes are bounded: `patternCharsMax`, and by the engine as in Go 1,000 repeats, 1,000 levels, some million instructions.
 */
export function compile(pattern: string): Regexp {
  if (pattern.length > patternCharsMax) throw new Re2Error('too-large', { pattern, position: 0, refused: '' })
  const engine = toEngine(pattern)
  try {
    return new Regexp(pattern, RE2JS.compile(engine.pattern).re2(), engine.givenNames)
  } catch (error) {
    throw translated(error, pattern, engine)
  }
}

function translated(error: unknown, written: string, engine: EnginePattern): Re2Error {
  if (!(error instanceof RE2JSSyntaxException)) {
    return new Re2Error('internal', { pattern: written, position: 0, refused: written }, { cause: error })
  }
  const code = codeOf(error.error)
  const text = error.input ?? ''
  const begin = beginOf(code, engine.pattern, text)
  const end = Math.min(begin + text.length, engine.pattern.length)
  const refused = written.slice(engine.writtenOffset(begin), engine.writtenOffset(end))
  return new Re2Error(code, { pattern: written, position: positionOf(code, written, engine, begin), refused })
}

function codeOf(text: string): Re2Code {
  // Object.keys gives string[]; these are the keys of the table just named.
  for (const code of Object.keys(re2Codes) as Re2Code[]) if (re2Codes[code] === text) return code
  return 'internal'
}

/** Where the refused text begins. The engine names it without its place; it reads from the left, so the first is it. */
function beginOf(code: Re2Code, pattern: string, text: string): number {
  if (code === 'missing-bracket') return pattern.length - text.length
  return Math.max(0, pattern.indexOf(text))
}

function positionOf(code: Re2Code, written: string, engine: EnginePattern, begin: number): number {
  if (code === 'trailing-backslash') return written.length - 1
  if (code === 'missing-paren') return scan(written).unclosed ?? written.length
  if (code === 'unexpected-paren') return scan(written).unexpected ?? 0
  return engine.writtenOffset(begin)
}
