import type { Token, TokenKind } from './token.ts'

/** How many tokens a template may have; a blank between two is one too. */
export const tokensMax = 200_000

/** Where the lexer is, and what it has found. */
export class Scanner {
  readonly source: string
  readonly tokens: Token[] = []
  /** The next character to read. */
  at = 0
  /** Where the token that is being read begins. */
  start = 0
  done = false

  constructor(source: string) {
    this.source = source
  }

  emit(kind: TokenKind, text = this.source.slice(this.start, this.at)): void {
    if (this.tokens.length >= tokensMax) return this.fail(`the template has more than tokensMax (${tokensMax}) tokens`)
    this.tokens.push({ kind, text, at: this.start })
    this.start = this.at
  }

  skip(): void {
    this.start = this.at
  }

  fail(message: string): void {
    this.tokens.push({ kind: 'error', text: message, at: this.start })
    this.done = true
  }

  /** The character at hand, empty at the end. */
  peek(): string {
    const code = this.source.codePointAt(this.at)
    return code === undefined ? '' : String.fromCodePoint(code)
  }
}
