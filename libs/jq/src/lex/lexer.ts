import { CompileFault } from '../error.ts'
import { keywords } from './token.ts'
import type { TextPart, Token } from './token.ts'

/** Programs longer than this, in UTF-16 units, are refused. */
export const sourceMax = 64 * 1024
/** Strings within strings within strings. */
const textDepthMax = 64

/** The tokens of a program, closed by an `end`. Throws a CompileFault. */
export function tokenize(source: string): Token[] {
  if (source.length > sourceMax) {
    throw new CompileFault('too-large', `the program is longer than ${sourceMax} characters`, 0)
  }
  return new Lexer(source).tokens(0)
}

const identifier = /[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)?/y
const variable = /\$[A-Za-z_][A-Za-z0-9_]*(?:::[A-Za-z_][A-Za-z0-9_]*)?/y
const field = /\.[A-Za-z_][A-Za-z0-9_]*/y
const format = /@[A-Za-z0-9_]+/y
const number = /(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y
const operator = /\?\/\/|\/\/=|\.\.|[|+\-*/%=!<>]=|\/\/|[.|?+\-*/%=<>,;:()[\]{}]/y
const blank = /[ \t\r\n]*/y
const plainText = /[^"\\]*/y

class Lexer {
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  /** Up to the end, or with `depth` above 0 up to the `)` that ends a query in a string. */
  tokens(depth: number): Token[] {
    if (depth > textDepthMax) throw this.#fault('too-large', 'strings nest too deeply')
    const tokens: Token[] = []
    let open = 0
    for (;;) {
      const token = this.#next(depth)
      const isPunct = token.kind === 'punct'
      if (depth > 0 && isPunct && token.text === ')' && open-- === 0) {
        tokens.push({ kind: 'end', text: ')', at: token.at })
        return tokens
      }
      if (isPunct && token.text === '(') open++
      tokens.push(token)
      if (token.kind === 'end') return tokens
    }
  }

  #next(depth: number): Token {
    this.#skipBlank()
    const at = this.#at
    const first = this.#source[at]
    if (first === undefined) return { kind: 'end', text: '', at }
    if (first === '"') return { kind: 'text', text: '"', at, parts: this.#parts(depth) }
    const word = this.#take(identifier)
    if (word !== undefined) return { kind: keywords.has(word) ? 'punct' : 'identifier', text: word, at }
    const digits = this.#take(number)
    if (digits !== undefined) return this.#number(digits, at)
    const name = this.#take(field)
    if (name !== undefined) return { kind: 'field', text: name.slice(1), at }
    const reference = this.#take(variable)
    if (reference !== undefined) return { kind: 'variable', text: reference, at }
    const formatName = this.#take(format)
    if (formatName !== undefined) return { kind: 'format', text: formatName, at }
    const sign = this.#take(operator)
    if (sign !== undefined) return { kind: 'punct', text: sign, at }
    const rune = String.fromCodePoint(this.#source.codePointAt(at) ?? 0)
    throw this.#fault('syntax', `unexpected token ${JSON.stringify(rune)}`)
  }

  /** A number must not run into a letter or another point. */
  #number(digits: string, at: number): Token {
    const next = this.#source[this.#at] ?? ''
    if (/[.A-Za-z_]/.test(next)) {
      throw new CompileFault('syntax', `invalid token ${JSON.stringify(digits + next)}`, at)
    }
    return { kind: 'number', text: digits, at }
  }

  #parts(depth: number): TextPart[] {
    const begin = this.#at
    const parts: TextPart[] = []
    let text = ''
    this.#at++
    for (;;) {
      text += this.#take(plainText) ?? ''
      const first = this.#source[this.#at]
      if (first === undefined) throw new CompileFault('syntax', 'unterminated string literal', begin)
      if (first === '"') {
        this.#at++
        if (text !== '') parts.push(text.toWellFormed())
        return parts
      }
      if (this.#source[this.#at + 1] === '(') {
        if (text !== '') parts.push(text.toWellFormed())
        text = ''
        this.#at += 2
        parts.push(this.tokens(depth + 1))
      } else text += this.#escape()
    }
  }

  #escape(): string {
    const letter = this.#source[this.#at + 1]
    if (letter === undefined) throw this.#fault('syntax', 'unterminated string literal')
    if (letter === 'u') {
      const digits = this.#source.slice(this.#at + 2, this.#at + 6)
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.#badEscape(`\\u${digits}`)
      this.#at += 6
      return String.fromCharCode(Number.parseInt(digits, 16))
    }
    const meaning = escapes[letter]
    if (meaning === undefined) throw this.#badEscape(`\\${letter}`)
    this.#at += 2
    return meaning
  }

  #badEscape(text: string): CompileFault {
    return this.#fault('syntax', `invalid escape sequence "${text}" in string literal`)
  }

  #fault(code: 'syntax' | 'too-large', message: string): CompileFault {
    return new CompileFault(code, message, this.#at)
  }

  #skipBlank(): void {
    for (;;) {
      this.#take(blank)
      if (this.#source[this.#at] !== '#') return
      this.#skipComment()
    }
  }

  /** To the end of the line, which a backslash hides. */
  #skipComment(): void {
    for (; this.#at < this.#source.length; this.#at++) {
      const character = this.#source[this.#at]
      if (character === '\n' || character === '\r') return
      if (character !== '\\') continue
      const hidden = this.#source.startsWith('\r\n', this.#at + 1) ? 2 : 1
      if (/[\\\n\r]/.test(this.#source[this.#at + 1] ?? '')) this.#at += hidden
    }
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#source)?.[0]
    if (found === undefined) return undefined
    this.#at += found.length
    return found
  }
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '/': '/',
  '\\': '\\',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}
