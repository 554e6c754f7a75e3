import { unknown } from '../check/nature.ts'
import type { Dialect } from '../dialect.ts'
import { CompileFault } from '../error.ts'
import { Lexer } from '../lex/lexer.ts'
import { tokenText } from '../lex/token.ts'
import type { Token, TokenKind } from '../lex/token.ts'
import type { Node } from './node.ts'

/** How many nodes the tree of one expression may have. */
export const nodesMax = 10_000
/** How deep expressions may stand in each other. */
export const depthMax = 500

/** A node without what the parser adds to each. */
type Bare<N> = N extends Node ? Omit<N, 'offset' | 'nature'> : never

/** The grammar's ways into itself, so that its rules can stand in files of their own. */
export interface Rules {
  readonly sequence: (parser: Parser) => Node
  readonly expression: (parser: Parser, precedence: number) => Node
}

/** What the rules of the grammar share: the tokens, the count of nodes, and what is known about names. */
export class Parser {
  readonly rules: Rules
  readonly dialect: Dialect
  /** Whether the env has this name, so that it hides a builtin. */
  readonly isOverridden: (name: string) => boolean
  current: Token
  /** How many predicates stand around the current token. */
  predicates = 0
  readonly #lexer: Lexer
  #stashed: Token | undefined
  #nodes = 0
  #depth = 0

  constructor(source: string, dialect: Dialect, isOverridden: (name: string) => boolean, rules: Rules) {
    this.rules = rules
    this.dialect = dialect
    this.isOverridden = isOverridden
    this.#lexer = new Lexer(source, dialect)
    this.current = { kind: 'EOF', value: '', offset: 0 }
    this.next()
  }

  next(): void {
    const token = this.#stashed ?? this.#lexer.next()
    this.#stashed = undefined
    if (token === undefined) throw this.fault('unexpected end of expression')
    this.current = token
  }

  /** Goes back by one token. */
  stepBack(before: Token): void {
    this.#stashed = this.current
    this.current = before
  }

  is(kind: TokenKind, value?: string): boolean {
    return this.current.kind === kind && (value === undefined || this.current.value === value)
  }

  expect(kind: TokenKind, value?: string): void {
    if (!this.is(kind, value)) throw this.unexpected()
    this.next()
  }

  sequence(): Node {
    return this.rules.sequence(this)
  }

  expression(precedence: number): Node {
    if (++this.#depth > depthMax) throw this.fault('compilation failed: expression nests too deeply')
    const node = this.rules.expression(this, precedence)
    this.#depth--
    return node
  }

  /** Makes a node, which counts. */
  node<B extends Bare<Node>>(bare: B, offset: number): B & Pick<Node, 'offset' | 'nature'> {
    if (++this.#nodes > nodesMax && this.dialect.modern) {
      throw this.fault('compilation failed: expression exceeds maximum allowed nodes')
    }
    return { ...bare, offset, nature: unknown }
  }

  fault(message: string, token: Token = this.current): CompileFault {
    return new CompileFault(message, token.offset)
  }

  unexpected(token: Token = this.current): CompileFault {
    return this.fault(`unexpected token ${tokenText(token)}`, token)
  }
}
