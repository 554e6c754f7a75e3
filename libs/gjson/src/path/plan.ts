import { readLiteral } from './literal-syntax.ts'
import { readModifier } from './modifier-syntax.ts'
import { newPath, newStep } from './path.ts'
import { quote } from '../text/quote.ts'
import { defaultName, readSelectors } from './selector-syntax.ts'
import { isValid } from '../text/valid.ts'
import type { Path, Plan, Selector } from './path.ts'
import type { SelectorText } from './selector-syntax.ts'

/** What the path asks for; read on first use. */
export function planOf(path: Path): Plan {
  return (path.plan ??= readPlan(path.text))
}

function readPlan(text: string): Plan {
  if (text.length < 2) return walk(text)
  switch (text.charAt(0)) {
    case '@': {
      const call = readModifier(text)
      return call === undefined ? walk(text) : { kind: 'modifier', ...call, rest: restOf(call.rest) }
    }
    case '!': {
      const literal = readLiteral(text)
      return literal === undefined ? walk(text) : { kind: 'literal', text: literal.text, rest: restOf(literal.rest) }
    }
    case '[':
    case '{':
      return readMulti(text)
    default:
      return walk(text)
  }
}

/** A multipath that does not end is the empty key, and one with odd text after it is just that text. */
function readMulti(text: string): Plan {
  const read = readSelectors(text)
  if (read === undefined) return walk('')
  if (read.rest !== '' && restOf(read.rest) === undefined) return walk(read.rest)
  const object = text.startsWith('{')
  return { kind: 'multi', object, selectors: read.selectors.map(selector), rest: restOf(read.rest) }
}

function selector({ name, path }: SelectorText): Selector {
  const key = name === '' ? quote(defaultName(path)) : name.startsWith('"') && isValid(name) ? name : quote(name)
  return { name: key, path: newPath(path) }
}

function walk(text: string): Plan {
  const lines = text.startsWith('..')
  return { kind: 'walk', lines, step: newStep(lines ? text.slice(2) : text) }
}

/** The path after a `.` or `|`; anything else after a modifier or literal is ignored. */
function restOf(text: string): Path | undefined {
  return text.startsWith('.') || text.startsWith('|') ? newPath(text.slice(1)) : undefined
}
