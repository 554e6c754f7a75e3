import type { BinaryNode } from '../parse/node.ts'
import { PatternError, compileSteps, matcherOf } from '../text/pattern.ts'
import type { Matches } from '../text/pattern.ts'
import { contains, hasPrefix, hasSuffix } from '../text/search.ts'
import { fromBytes } from '@millrace/value'
import { Panic } from '../value/panic.ts'
import { conversionFault } from '../value/type-of.ts'
import { isNil } from '../value/value.ts'
import type { Value } from '../value/value.ts'
import type { Code, Compiler } from './compiler.ts'
import { paired } from './leaks.ts'

type TextOperator = 'contains' | 'startsWith' | 'endsWith'

const tests: Readonly<Record<TextOperator, (text: string, part: string) => boolean>> = {
  contains,
  startsWith: hasPrefix,
  endsWith: hasSuffix,
}

export function compileText(c: Compiler, node: BinaryNode, operator: TextOperator): Code {
  const test = tests[operator]
  const { modern } = c.dialect
  return paired(c, [c.compile(node.left), c.compile(node.right)], node.offset, (_, a, b) => {
    if (typeof a === 'string' && typeof b === 'string') return test(a, b)
    if (modern && (isNil(a) || isNil(b))) return false
    throw new Panic(conversionFault(typeof a === 'string' ? b : a, 'string'))
  })
}

export function compileMatches(c: Compiler, node: BinaryNode): Code {
  const left = c.compile(node.left)
  const at = node.offset
  const { modern } = c.dialect
  if (node.right.kind === 'string') {
    const matches = matcherOf(node.right.value)
    return (m) => {
      const text = left(m)
      if (typeof text === 'string') return matches(text)
      m.offset = at
      if (modern && isNil(text)) return false
      return matches(subject(text))
    }
  }
  return paired(c, [left, c.compile(node.right)], at, (m, text, pattern) => {
    if (modern && (isNil(text) || isNil(pattern))) return false
    if (typeof pattern !== 'string') throw new Panic(conversionFault(pattern, 'string'))
    m.step(compileSteps(pattern))
    return matcherFor(pattern)(subject(text))
  })
}

function subject(text: Value): string {
  if (typeof text === 'string') return text
  if (text instanceof Uint8Array) return fromBytes(text)
  throw new Panic(conversionFault(text, '[]uint8'))
}

function matcherFor(pattern: string): Matches {
  try {
    return matcherOf(pattern)
  } catch (error) {
    if (error instanceof PatternError) throw new Panic(error.message)
    throw error
  }
}
