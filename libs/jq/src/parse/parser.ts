import { CompileFault } from '../error.ts'
import type { Token } from '../lex/token.ts'
import type { Node } from './node.ts'

/** Brackets, definitions and the like within one another. */
const nestingMax = 250
/** Operators, or steps of a path, in one row. */
export const chainMax = 1000

/** The rules that other rules come back to. */
export interface Grammar {
  readonly query: (parser: Parser) => Node
  readonly expression: (parser: Parser, level: number) => Node
}

/** Walks over the tokens of a program. */
export class Parser {
  #tokens: readonly Token[]
  readonly #grammar: Grammar
  #next = 0
  #depth = 0

  constructor(tokens: readonly Token[], grammar: Grammar) {
    this.#tokens = tokens
    this.#grammar = grammar
  }

  /** Everything: pipes of commas of expressions, with definitions, bindings and labels that reach to the end. */
  query(): Node {
    return this.#grammar.query(this)
  }

  /** Terms with operators between them; a comma or a pipe ends it. */
  expression(): Node {
    return this.#grammar.expression(this, 0)
  }

  get token(): Token {
    // The last token is an `end`, and nothing steps over it.
    return this.#tokens[this.#next] as Token
  }

  get isAtEnd(): boolean {
    return this.token.kind === 'end'
  }

  get at(): number {
    return this.token.at
  }

  take(): Token {
    const token = this.token
    if (token.kind !== 'end') this.#next++
    return token
  }

  is(text: string): boolean {
    return this.token.kind === 'punct' && this.token.text === text
  }

  /** The place of the token when it is this one, which is stepped over. */
  accept(text: string): boolean {
    if (!this.is(text)) return false
    this.#next++
    return true
  }

  expect(text: string): number {
    const { at } = this
    if (!this.accept(text)) throw this.unexpected()
    return at
  }

  expectKind(kind: Token['kind']): Token {
    if (this.token.kind !== kind) throw this.unexpected()
    return this.take()
  }

  unexpected(): CompileFault {
    const { kind, text, at } = this.token
    const reason = kind === 'end' && text === '' ? 'unexpected EOF' : `unexpected token ${JSON.stringify(text)}`
    return new CompileFault('syntax', reason, at)
  }

  nested<T>(parse: () => T): T {
    if (++this.#depth > nestingMax) {
      throw new CompileFault('too-large', `the program nests deeper than ${nestingMax} levels`, this.at)
    }
    const result = parse()
    this.#depth--
    return result
  }

  /** Parses the tokens of a query that stands in a string. */
  within<T>(tokens: readonly Token[], parse: () => T): T {
    const [outer, next] = [this.#tokens, this.#next]
    this.#tokens = tokens
    this.#next = 0
    const result = this.nested(parse)
    if (!this.isAtEnd) throw this.unexpected()
    this.#tokens = outer
    this.#next = next
    return result
  }

  checkChain(length: number): void {
    if (length > chainMax) {
      throw new CompileFault('too-large', `more than ${chainMax} operators or steps in one row`, this.at)
    }
  }
}
