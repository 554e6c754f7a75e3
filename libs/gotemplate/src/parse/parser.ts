import { GoTemplateError } from '../error.ts'
import type { FaultCode } from '../fault.ts'
import { lex } from './lex.ts'
import type { Node } from './node.ts'
import { placeOf } from './place.ts'
import { tokensMax } from './scanner.ts'
import { shown } from './token.ts'
import type { Token, TokenKind } from './token.ts'

/** The templates of one text: the main one under its own name, and those it defines. */
export type Trees = Map<string, readonly Node[]>

/** How deep parentheses and blocks may nest. */
export const nestingMax = 400

/** UTF-16 units of a template's text. */
export const sourceMax = 1_000_000

/** Where the parser is in one text. All templates of the text share it. */
export class Parser {
  readonly name: string
  readonly source: string
  readonly trees: Trees = new Map()
  /** Whether a name is a function. */
  readonly isFunction: (name: string) => boolean
  readonly #tokens: readonly Token[]
  #at = 0
  #depth = 0
  /** The variables in scope, of the template that is being read. */
  variables: string[] = ['$']
  /** How many `range` enclose the place, in the template that is being read. */
  ranges = 0

  constructor(name: string, source: string, isFunction: (name: string) => boolean) {
    this.name = name
    this.source = source
    this.isFunction = isFunction
    this.#tokens = lex(source)
  }

  peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'eof', text: 'EOF', at: this.source.length }
  }

  next(): Token {
    const token = this.peek()
    if (token.kind !== 'error' && this.#at < this.#tokens.length) this.#at++
    return token
  }

  peekNonSpace(): Token {
    while (this.peek().kind === 'space') this.#at++
    return this.peek()
  }

  nextNonSpace(): Token {
    this.peekNonSpace()
    return this.next()
  }

  /** To come back to with `reset`. */
  mark(): number {
    return this.#at
  }

  reset(mark: number): void {
    this.#at = mark
  }

  expect(kind: TokenKind, context: string): Token {
    const token = this.nextNonSpace()
    return token.kind === kind ? token : this.unexpected(token, context)
  }

  unexpected(token: Token, context: string): never {
    const code = this.#tokens.length > tokensMax ? 'budget' : 'syntax'
    if (token.kind === 'error') return this.fail(token.text, token, code)
    return this.fail(`unexpected ${shown(token)} in ${context}`, token)
  }

  fail(message: string, token: Token = this.peek(), code: FaultCode = 'syntax'): never {
    const place = placeOf(this.source, token.at)
    throw new GoTemplateError('parse', code, place, `template: ${this.name}:${place.line}: ${message}`)
  }

  /** Reads a part within another. */
  nested<T>(read: () => T): T {
    if (this.#depth >= nestingMax)
      this.fail(`the template nests deeper than nestingMax (${nestingMax})`, this.peek(), 'budget')
    this.#depth++
    const result = read()
    this.#depth--
    return result
  }

  /** Reads a template of its own: it sees no variables and no ranges of the one around it. */
  separate<T>(read: () => T): T {
    const { variables, ranges } = this
    this.variables = ['$']
    this.ranges = 0
    const result = read()
    this.variables = variables
    this.ranges = ranges
    return result
  }

  define(name: string, nodes: readonly Node[]): void {
    const known = this.trees.get(name)
    if (known === undefined || isEmpty(known)) this.trees.set(name, nodes)
    else if (!isEmpty(nodes)) this.fail(`template: multiple definition of template ${JSON.stringify(name)}`)
  }
}

/** Only white space: such a template gives way to another of the same name. */
function isEmpty(nodes: readonly Node[]): boolean {
  return nodes.every((node) => node.kind === 'text' && node.text.trim() === '')
}
