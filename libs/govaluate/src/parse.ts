import { Re2Error, compile as compilePattern } from '@millrace/re2'
import { depthMax } from './bounds.ts'
import { Fault } from './error.ts'
import { tokenize } from './lexer.ts'
import { levelOf, loosest, tightest } from './symbols.ts'
import type { Prefix, Symbol } from './symbols.ts'
import type { Token, TokenKind } from './token.ts'
import { checkOrder } from './transitions.ts'
import { Pattern } from './value.ts'
import type { Value } from './value.ts'

/** An operand; `nothing` is where the original has none and goes on with nil. */
export type Node =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'parameter'; readonly name: string; readonly at: number }
  | { readonly kind: 'accessor'; readonly path: readonly string[]; readonly argument: Node; readonly at: number }
  | { readonly kind: 'prefix'; readonly symbol: Prefix; readonly operand: Node; readonly at: number }
  | { readonly kind: 'chain'; readonly first: Node; readonly links: readonly Link[] }

/** One operator of a chain of equally binding ones, and what stands to the right of it. */
export interface Link {
  readonly symbol: Symbol
  readonly operand: Node
  readonly at: number
}

/** Parses an expression. Throws a Fault. */
export function parse(source: string): Node {
  const tokens = tokenize(source)
  checkBalance(tokens)
  checkOrder(tokens, source.length)
  return new Parser(withPatterns(tokens), source.length).sequence()
}

/** Counts only; whether they are in order shows later, or never. */
function checkBalance(tokens: readonly Token[]): void {
  let open = 0
  let last: Token | undefined
  for (const token of tokens) {
    if (token.kind !== 'CLAUSE' && token.kind !== 'CLAUSE_CLOSE') continue
    open += token.kind === 'CLAUSE' ? 1 : -1
    last = token
  }
  if (open !== 0) throw new Fault('Unbalanced parenthesis', last?.at ?? 0)
}

/** A text right after `=~` or `!~` is compiled once and for all. */
function withPatterns(tokens: readonly Token[]): readonly Token[] {
  return tokens.map((token, index) => {
    const before = tokens[index - 1]
    const isPattern = before?.kind === 'COMPARATOR' && (before.value === '=~' || before.value === '!~')
    return isPattern && token.kind === 'STRING' ? { ...token, value: patternOf(token) } : token
  })
}

function patternOf({ shown, at }: Token): Pattern {
  try {
    return new Pattern(shown, compilePattern(shown))
  } catch (error) {
    throw error instanceof Re2Error ? new Fault(error.goMessage, at) : error
  }
}

const operators: ReadonlySet<TokenKind> = new Set(['SEPARATOR', 'TERNARY', 'LOGICALOP', 'COMPARATOR', 'MODIFIER'])

class Parser {
  readonly #tokens: readonly Token[]
  readonly #end: number
  #next = 0
  #depth = 0

  constructor(tokens: readonly Token[], end: number) {
    this.#tokens = tokens
    this.#end = end
  }

  /** Up to the first token that fits nowhere; what follows is not looked at, as in the original. */
  sequence(): Node {
    return this.#chain(loosest)
  }

  #chain(level: number): Node {
    if (level > tightest) return this.#operand()
    const first = this.#chain(level + 1)
    const links: Link[] = []
    for (;;) {
      const token = this.#tokens[this.#next]
      if (token === undefined || !operators.has(token.kind) || levelOf(token.value) !== level) break
      this.#next += 1
      // The token's value is a symbol of this level.
      links.push({ symbol: token.value as Symbol, operand: this.#chain(level + 1), at: token.at })
    }
    return links.length === 0 ? first : { kind: 'chain', first, links }
  }

  #operand(): Node {
    const token = this.#tokens[this.#next]
    if (token === undefined) throw new Fault('Unexpected end of expression', this.#end)
    this.#next += 1
    switch (token.kind) {
      case 'CLAUSE':
        return this.#clause(token.at)
      case 'CLAUSE_CLOSE':
        this.#next -= 1
        return { kind: 'nothing' }
      case 'PREFIX':
        // One prefix never follows another.
        return { kind: 'prefix', symbol: token.shown as Prefix, operand: this.#operand(), at: token.at }
      case 'VARIABLE':
        return { kind: 'parameter', name: token.shown, at: token.at }
      case 'ACCESSOR':
        return this.#accessor(token)
      case 'NUMERIC':
      case 'STRING':
      case 'BOOLEAN':
      case 'TIME':
        return { kind: 'literal', value: token.value }
      case 'UNKNOWN':
      case 'SEPARATOR':
      case 'COMPARATOR':
      case 'LOGICALOP':
      case 'MODIFIER':
      case 'TERNARY':
        throw new Fault(`Unable to plan token kind: '${token.kind}', value: '${token.shown}'`, token.at)
      default:
        return token.kind satisfies never
    }
  }

  #clause(at: number): Node {
    const inner = this.#deeper(at)
    // Taken for the closing parenthesis, whatever it is.
    this.#next += 1
    return inner
  }

  /** Arguments in parentheses, and with them all that follows. */
  #accessor({ value, shown, at }: Token): Node {
    const path = Array.isArray(value) ? value.map(String) : [shown]
    const argument: Node = this.#tokens[this.#next]?.kind === 'CLAUSE' ? this.#deeper(at) : { kind: 'nothing' }
    return { kind: 'accessor', path, argument, at }
  }

  #deeper(at: number): Node {
    this.#depth += 1
    if (this.#depth > depthMax) throw new Fault(`nested deeper than ${depthMax} levels`, at)
    const inner = this.sequence()
    this.#depth -= 1
    return inner
  }
}
