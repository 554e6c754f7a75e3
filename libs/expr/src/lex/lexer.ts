import { CompileFault } from '../error.ts'
import type { Dialect } from '../dialect.ts'
import { isAlphaNumeric, isSpace } from './chars.ts'
import { unescape, unescapeBytes } from './escape.ts'
import type { Token, TokenKind } from './token.ts'

const wordOperators = new Set(['not', 'in', 'or', 'and', 'matches', 'contains', 'startsWith', 'endsWith', 'let'])

/** Reads a source text token by token. It throws a CompileFault at the first token that is none. */
export class Lexer {
  readonly #source: string
  readonly #dialect: Dialect
  #at = 0
  #ended = false
  #pending: Token | undefined

  constructor(source: string, dialect: Dialect) {
    this.#source = source
    this.#dialect = dialect
  }

  /** The next token; EOF once, then undefined. */
  next(): Token | undefined {
    if (this.#pending !== undefined) {
      const token = this.#pending
      this.#pending = undefined
      return token
    }
    this.#skipBlanks()
    if (this.#at < this.#source.length) return this.#token()
    if (this.#ended) return undefined
    this.#ended = true
    return { kind: 'EOF', value: '', offset: Math.max(0, this.#source.length - 1) }
  }

  #skipBlanks(): void {
    for (;;) {
      while (isSpace(this.#source[this.#at] ?? '')) this.#at++
      if (this.#source.startsWith('//', this.#at)) {
        const end = this.#source.indexOf('\n', this.#at)
        this.#at = end < 0 ? this.#source.length : end + 1
      } else if (this.#source.startsWith('/*', this.#at)) {
        const end = this.#source.indexOf('*/', this.#at + 2)
        if (end < 0) throw new CompileFault('unclosed comment', this.#source.length)
        this.#at = end + 2
      } else return
    }
  }

  #token(): Token {
    const at = this.#at
    const rune = this.#runeAt(at)
    const next = this.#source[at + 1] ?? ''
    if (rune === '"' || rune === "'") return this.#string(at, rune)
    if (this.#dialect.modern && rune === '`') return this.#rawString()
    if (this.#dialect.modern && (rune === 'b' || rune === 'B') && (next === '"' || next === "'"))
      return this.#bytes(next)
    if (/\d/.test(rune) || (rune === '.' && /\d/.test(next))) return this.#number()
    if ('([{)]}'.includes(rune)) return this.#take('Bracket', 1)
    if (rune === '#') return this.#pointer()
    const length = this.#operatorLength(rune, next)
    if (length > 0) return this.#take('Operator', length)
    if (isAlphaNumeric(rune)) return this.#name()
    throw new CompileFault(`unrecognized character: ${codeOf(rune)}`, at)
  }

  #operatorLength(rune: string, next: string): number {
    if (',;%+-^/'.includes(rune)) return 1
    if ('&!=*<>'.includes(rune)) return next !== '' && '&=*'.includes(next) ? 2 : 1
    if (rune === '?') return next === '.' || next === '?' ? 2 : 1
    if (rune === ':' && !this.#dialect.modern) return 1
    return '|:.'.includes(rune) ? (next === rune ? 2 : 1) : 0
  }

  #take(kind: TokenKind, length: number): Token {
    const offset = this.#at
    this.#at += length
    return { kind, value: this.#source.slice(offset, this.#at), offset }
  }

  #runeAt(at: number): string {
    const code = this.#source.codePointAt(at)
    return code === undefined ? '' : String.fromCodePoint(code)
  }

  /** `#`, and the name after it as a token of its own. */
  #pointer(): Token {
    const token = this.#take('Operator', this.#source[this.#at + 1] === '#' ? 2 : 1)
    const end = this.#nameEnd(this.#at)
    if (end > this.#at) this.#pending = this.#take('Identifier', end - this.#at)
    return token
  }

  #nameEnd(from: number): number {
    let at = from
    for (let rune = this.#runeAt(at); rune !== '' && isAlphaNumeric(rune); rune = this.#runeAt(at)) at += rune.length
    return at
  }

  #name(): Token {
    const token = this.#take('Identifier', this.#nameEnd(this.#at) - this.#at)
    const isOperator = wordOperators.has(token.value) || (this.#dialect.modern && /^(if|else)$/.test(token.value))
    return isOperator ? { ...token, kind: 'Operator' } : token
  }

  #number(): Token {
    const rest = this.#source.slice(this.#at, this.#at + numberMax)
    const [prefix = ''] = (this.#dialect.modern ? /^0[xob]/i : /^0x/i).exec(rest) ?? []
    const { digits, tail } = numberShapes[prefix.slice(1).toLowerCase()] ?? decimals
    const whole = prefix.length + (digits.exec(rest.slice(prefix.length))?.[0].length ?? 0)
    // A second dot makes it the start of a range.
    const fraction = rest.startsWith('..', whole) ? 0 : (tail.exec(rest.slice(whole))?.[0].length ?? 0)
    const length = whole + fraction
    const after = this.#runeAt(this.#at + length)
    if (after !== '' && isAlphaNumeric(after)) {
      const word = this.#source.slice(this.#at, this.#at + length) + after
      throw new CompileFault(`bad number syntax: "${word}"`, this.#at + length)
    }
    return this.#take('Number', length)
  }

  #rawString(): Token {
    const offset = this.#at
    let end = offset + 1
    for (;;) {
      end = this.#source.indexOf('`', end)
      if (end < 0) throw new CompileFault('literal not terminated', this.#source.length)
      if (this.#source[end + 1] !== '`') break
      end += 2
    }
    this.#at = end + 1
    return { kind: 'String', value: this.#source.slice(offset + 1, end).replaceAll('``', '`'), offset }
  }

  #string(offset: number, quote: string): Token {
    const body = this.#body(quote)
    const value = unescape(body)
    if (value === undefined) throw new CompileFault('unable to unescape string', this.#at - 1)
    return { kind: 'String', value, offset }
  }

  #bytes(quote: string): Token {
    const offset = this.#at
    this.#at++
    const body = this.#body(quote)
    const bytes = unescapeBytes(body)
    if (bytes === undefined) throw new CompileFault('unable to unescape string', this.#at - 1)
    return { kind: 'Bytes', value: body, offset, bytes }
  }

  /** What stands between the quote here and the one that ends the literal. */
  #body(quote: string): string {
    const from = this.#at + 1
    let at = from
    for (;;) {
      const char = this.#source[at]
      if (char === undefined || char === '\n') throw new CompileFault('literal not terminated', at)
      if (char === quote) break
      if (char !== '\\') at++
      else at += 1 + this.#escapeLength(at + 1, quote)
    }
    this.#at = at + 1
    return this.#source.slice(from, at)
  }

  #escapeLength(at: number, quote: string): number {
    const rest = this.#source.slice(at, at + 10)
    const found = (this.#dialect.modern ? escapes : oldEscapes).exec(rest)
    if (found !== null) return found[0].length
    if (rest.startsWith(quote)) return 1
    throw new CompileFault('invalid char escape', at)
  }
}

/** No number that means anything is longer; one that is has its rest taken for a fault. */
const numberMax = 4096
const shapeOf = (digit: string): { readonly digits: RegExp; readonly tail: RegExp } => {
  const tail = new RegExp(`^(?:\\.(?!\\.)${digit}*)?(?:[eE][+-]?${digit}*)?`)
  return { digits: new RegExp(`^${digit}*`), tail }
}
const decimals = shapeOf('[0-9_]')
const numberShapes: Readonly<Record<string, typeof decimals>> = {
  x: shapeOf('[0-9a-fA-F_]'),
  o: shapeOf('[0-7_]'),
  b: shapeOf('[01_]'),
}
const escapes = /^(?:[abfnrtv\\]|[0-7]{3}|x[\da-fA-F]{2}|u\{[\da-fA-F]{1,6}\}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/
const oldEscapes = /^(?:[abfnrtv\\]|[0-7]{3}|x[\da-fA-F]{2}|u[\da-fA-F]{4}|U[\da-fA-F]{8})/

function codeOf(rune: string): string {
  return `U+${(rune.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')} '${rune}'`
}
