import type { Node, Resolve } from './parse.ts'

/** Words that the language behind conditions keeps for itself: no dependency of such a name can be written. */
const reserved = new Set('and or not in IN let matches contains startsWith endsWith nil true false'.split(' '))

/** Its functions: a dependency of such a name can be written alone, but not in a larger expression. */
const functions = new Set(
  `all none any one filter map find findIndex findLast findLastIndex count groupBy reduce len type abs ceil floor round
  int float string trim trimPrefix trimSuffix upper lower split splitAfter replace repeat join indexOf lastIndexOf
  hasPrefix hasSuffix max min sum mean median toJSON fromJSON toBase64 fromBase64 now duration date first last get keys
  values toPairs fromPairs sort sortBy take`.split(/\s+/),
)

const usable = /^\p{L}[\p{L}\p{Nd}_-]*$/u
const number = /^[0-9]+$/

/**
 * How names in conditions find their dependency: as in the original `-` and `_` are one character there, and of two
 * dependencies that differ in nothing else the later one is meant.
 */
export function nameResolver(dependencies: readonly string[]): Resolve {
  const byKey = new Map(dependencies.map((name) => [key(name), name]))
  const known = new Set(dependencies)
  return ({ text, quoted }, alone) => {
    if (quoted) return spelled(key(text), known)
    if (alone && (text === 'true' || text === 'false')) return constant(text)
    if (alone && number.test(text)) return { kind: 'constant', value: false, text }
    if (reserved.has(text)) return `${text} is a word of the language, not a dependency name: rename the dependency`
    const name = byKey.get(key(text))
    if (name === undefined) return `no dependency is called ${JSON.stringify(text)}`
    if (functions.has(text) && !alone) {
      return `${text} is a function of the language, not a dependency name: rename the dependency`
    }
    return spelled(name, known)
  }
}

/** The node for a name as the evaluator reads it, after names have been mapped. */
export function spelled(name: string, known: ReadonlySet<string>): Node | string {
  if (name === 'true' || name === 'false') return constant(name)
  if (!usable.test(name) || name === 'in' || name === 'IN') {
    return `${JSON.stringify(name)} cannot be used in conditions: rename the dependency`
  }
  return known.has(name) ? { kind: 'dependency', name } : `no dependency is called ${JSON.stringify(name)}`
}

function constant(text: 'true' | 'false'): Node {
  return { kind: 'constant', value: text === 'true', text }
}

function key(name: string): string {
  return name.replaceAll('-', '_')
}
