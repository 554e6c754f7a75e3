import { CompileFault } from '../error.ts'
import { readLongString, readShortString } from './strings.ts'
import { isKeyword } from './token.ts'
import type { Sign, Token } from './token.ts'

const nameStart = /[A-Za-z_]/
const nameRest = /[A-Za-z0-9_]*/y
const digits = /[0-9]*/y
const hexDigits = /[0-9a-fA-F]*/y
/** Longest first. */
const signs = /\.\.\.|\.\.|==|~=|<=|>=|::|[-+*/%^#(){}[\];,=<>:.]/y

/** Reads tokens one after the other. Throws a CompileFault. */
export class Lexer {
  /** Bytes. */
  readonly source: string
  /** As it appears in positions: `<string>`. */
  readonly chunkName: string
  at = 0
  line = 1
  lineStart = 0

  constructor(source: string, chunkName: string) {
    this.source = source
    this.chunkName = chunkName
  }

  next(): Token {
    this.#skipSpaceAndComments()
    const { source, at: start, line } = this
    if (start >= source.length) return { type: 'end of script', text: '', start, line }
    const char = source.charAt(start)
    if (nameStart.test(char)) {
      const text = this.take(nameRest)
      return { type: isKeyword(text) ? text : 'name', text, start, line }
    }
    if (isDigit(char) || (char === '.' && isDigit(source.charAt(start + 1)))) {
      return { type: 'number', text: this.#number(), start, line }
    }
    if (char === '"' || char === "'") return { type: 'string', text: readShortString(this, char), start, line }
    if (char === '[' && '[='.includes(source.charAt(start + 1) || ' ')) {
      this.at++
      return { type: 'string', text: readLongString(this), start, line }
    }
    signs.lastIndex = start
    const sign = signs.exec(source)?.[0]
    if (sign === undefined) {
      this.at++
      throw this.fault(char === '~' ? "Invalid '~' token" : 'Invalid token', char, start)
    }
    this.at += sign.length
    // The pattern has the signs and nothing else.
    return { type: sign as Sign, text: sign, start, line }
  }

  /** What a sticky pattern matches here. */
  take(pattern: RegExp): string {
    pattern.lastIndex = this.at
    const text = pattern.exec(this.source)?.[0] ?? ''
    this.at += text.length
    return text
  }

  /** Past a line break here, which may be two chars. */
  newline(): void {
    const pair = this.source.slice(this.at, this.at + 2)
    this.at += pair === '\r\n' || pair === '\n\r' ? 2 : 1
    this.line++
    this.lineStart = this.at
  }

  /** A fault near a token, at an offset; the report has the place that was read up to, as gopher-lua's does. */
  fault(message: string, near: string, offset: number, code: 'syntax' | 'too-large' = 'syntax'): CompileFault {
    const { chunkName, line } = this
    const isAtEnd = this.at >= this.source.length && near === ''
    const report = isAtEnd
      ? `${chunkName} at EOF:   ${message}\n`
      : `${chunkName} line:${line}(column:${this.at - this.lineStart}) near '${near}':   ${message}\n`
    const shown = near.length > 40 ? `${near.slice(0, 40)}…` : near
    return new CompileFault(isAtEnd ? `${message} at the end` : `${message} near '${shown}'`, offset, report, code)
  }

  /** A fault that gopher-lua's compiler finds after parsing. */
  scopeFault(message: string, line: number, offset: number): CompileFault {
    return new CompileFault(message, offset, `compile error near line(${line + 1}) ${this.chunkName}: ${message}`)
  }

  #skipSpaceAndComments(): void {
    const { source } = this
    for (;;) {
      const char = source.charAt(this.at)
      if (char === ' ' || char === '\t') this.at++
      else if (char === '\n' || char === '\r') this.newline()
      else if (char === '-' && source.charAt(this.at + 1) === '-') this.#skipComment()
      else return
    }
  }

  #skipComment(): void {
    const { source, at: start } = this
    this.at += 2
    const opening = source.slice(this.at, this.at + 2)
    if (opening === '[[' || opening === '[=') {
      this.at++
      readLongString(this, 'invalid multiline comment', start)
      return
    }
    while (this.at < source.length && !'\n\r'.includes(source.charAt(this.at))) this.at++
  }

  #number(): string {
    const { source, at: start } = this
    if (source.charAt(start) === '0') {
      const next = source.charAt(start + 1)
      if (next === 'x' || next === 'X') {
        this.at += 2
        if (this.take(hexDigits) === '')
          throw this.fault('illegal hexadecimal number', source.slice(start, start + 2), start)
        return source.slice(start, this.at)
      }
      // One leading zero is dropped, which keeps `010` from being octal, but not `0010`.
      if (isDigit(next)) this.at++
    }
    const from = this.at
    this.take(digits)
    if (source.charAt(this.at) === '.') {
      this.at++
      this.take(digits)
    }
    if ('eE'.includes(source.charAt(this.at) || ' ')) {
      this.at++
      if ('+-'.includes(source.charAt(this.at) || ' ')) this.at++
      // Whatever follows belongs to the number; if it is no digit, the number is NaN.
      this.at = Math.min(this.at + 1, source.length)
      this.take(digits)
    }
    return source.slice(from, this.at)
  }
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9'
}
