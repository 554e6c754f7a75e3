import { Lexer } from '../lex/lexer.ts'
import type { Token, TokenType } from '../lex/token.ts'
import { nestingMax } from '../limits.ts'
import type { Statement, Variable } from './ast.ts'
import { FunctionScope } from './scope.ts'
import type { ScopeProblem } from './scope.ts'

/** The tokens of a script with the scope of the function that is being read. */
export class Parser {
  readonly lexer: Lexer
  token: Token
  scope: FunctionScope
  /** How many tokens have been read: what lies between two counts tells how long a piece of code is. */
  count = 0
  readonly #readBlock: (parser: Parser) => Statement[]
  #ahead: Token | undefined
  #depth = 0

  constructor(source: string, chunkName: string, readBlock: (parser: Parser) => Statement[]) {
    this.#readBlock = readBlock
    this.lexer = new Lexer(source, chunkName)
    this.scope = new FunctionScope(undefined, true)
    this.token = this.lexer.next()
  }

  /** Statements up to what ends a block. */
  block(): Statement[] {
    return this.#readBlock(this)
  }

  /** Gives the token that is left behind. */
  advance(): Token {
    const { token } = this
    this.token = this.#ahead ?? this.lexer.next()
    this.#ahead = undefined
    this.count++
    return token
  }

  peek(): Token {
    this.#ahead ??= this.lexer.next()
    return this.#ahead
  }

  is(type: TokenType): boolean {
    return this.token.type === type
  }

  accept(type: TokenType): boolean {
    if (this.token.type !== type) return false
    this.advance()
    return true
  }

  expect(type: TokenType): Token {
    if (this.token.type !== type) this.fail(`syntax error: ${type} expected`)
    return this.advance()
  }

  name(): string {
    return this.expect('name').text
  }

  /** Fails at the token that comes next. */
  fail(message: string): never {
    const { token } = this
    throw this.lexer.fault(message, token.text, token.start)
  }

  /** Reports what the scope found, as gopher-lua's compiler does. */
  check(problem: ScopeProblem | undefined): void {
    if (problem === undefined) return
    const { lexer, token } = this
    const fault = lexer.fault(problem.message, token.text, token.start)
    throw lexer.scopeFault(problem.message, problem.line, fault.offset)
  }

  tooLarge(message: string): never {
    throw this.lexer.fault(message, this.token.text, this.token.start, 'too-large')
  }

  /** Reads something that may contain its like. */
  nested<T>(read: () => T): T {
    if (++this.#depth > nestingMax) this.tooLarge('nested too deeply')
    const result = read()
    this.#depth--
    return result
  }

  declare(name: string): ReturnType<FunctionScope['declare']> {
    if (this.scope.isFull) this.tooLarge('too many local variables')
    return this.scope.declare(name)
  }

  /** What a name refers to here. */
  variable(
    name: string,
  ):
    | { readonly kind: 'local'; readonly variable: Variable }
    | { readonly kind: 'upvalue'; readonly index: number; readonly name: string }
    | { readonly kind: 'global'; readonly name: string } {
    const resolved = this.scope.resolve(name)
    if (resolved.kind === 'local') return resolved
    return resolved.kind === 'upvalue' ? { ...resolved, name } : { kind: 'global', name }
  }

  /** Steps of what has been read since the count was this. */
  costSince(count: number): number {
    return 1 + ((this.count - count) >> 1)
  }
}
