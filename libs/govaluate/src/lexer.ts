import { formatTime } from '@millrace/gotime'
import { floatText, parseFloat64 } from '@millrace/value'
import { isHexDigit, isLetter, isNamePart, isNumeric, isQuote, isSpace, isSymbolPart } from './chars.ts'
import { dateOf } from './dates.ts'
import { Fault } from './error.ts'
import { prefixes, symbolKind } from './symbols.ts'
import type { Token, TokenKind } from './token.ts'
import { mayFollow } from './transitions.ts'
import type { Value } from './value.ts'

/** Cuts an expression into tokens. Throws a Fault. */
export function tokenize(source: string): Token[] {
  return new Lexer(source).all()
}

interface Span {
  readonly text: string
  /** Whether it ended before the source did. */
  readonly isClosed: boolean
}

type Spaces = 'end' | 'belong'

class Lexer {
  readonly #source: string
  #at = 0
  #last: TokenKind = 'UNKNOWN'

  constructor(source: string) {
    this.#source = source
  }

  all(): Token[] {
    const tokens: Token[] = []
    for (;;) {
      while (isSpace(this.#peek())) this.#at += this.#peek().length
      if (this.#at >= this.#source.length) return tokens
      const token = this.#token(this.#at)
      this.#last = token.kind
      tokens.push(token)
    }
  }

  #peek(): string {
    const code = this.#source.codePointAt(this.#at)
    return code === undefined ? '' : String.fromCodePoint(code)
  }

  #token(at: number): Token {
    const first = this.#peek()
    const made = (kind: TokenKind, value: Value, shown: string): Token => ({ kind, value, shown, at })
    if (isNumeric(first)) {
      const value = this.#number(at)
      return made('NUMERIC', value, floatText(value))
    }
    if (first === '[') {
      const name = this.#enclosed((character) => character !== ']', 'Unclosed parameter bracket')
      return made('VARIABLE', name, name)
    }
    if (isLetter(first)) return this.#word(at)
    if (isQuote(first)) return this.#quoted(at)
    if (first === ',' || first === '(' || first === ')') {
      this.#at += 1
      if (first === ',') return made('SEPARATOR', ',', ',')
      // The original shows the number of the character.
      return made(first === '(' ? 'CLAUSE' : 'CLAUSE_CLOSE', first, String(first.charCodeAt(0)))
    }
    const { text } = this.#span(isSymbolPart, 'end')
    const kind = mayFollow(this.#last, 'PREFIX') && prefixes.has(text) ? 'PREFIX' : symbolKind(text)
    if (kind === undefined) throw new Fault(`Invalid token: '${text}'`, at)
    return made(kind, text, text)
  }

  #number(at: number): number {
    if (/^0x./su.test(this.#source.slice(at, at + 4))) {
      this.#at += 2
      const { text } = this.#span(isHexDigit, 'end')
      const value = /^[0-9a-fA-F]+$/.test(text) ? BigInt(`0x${text}`) : -1n
      if (value >= 0n && value < 1n << 64n) return Number(value)
      throw new Fault(`Unable to parse hex value '${text}' to uint64`, at)
    }
    const { text } = this.#span(isNumeric, 'end')
    const parsed = parseFloat64(text)
    if (parsed.kind === 'float') return parsed.value
    throw new Fault(`Unable to parse numeric value '${text}' to float64`, at)
  }

  #word(at: number): Token {
    const { text } = this.#span(isNamePart, 'end')
    if (text === 'true' || text === 'false') return { kind: 'BOOLEAN', value: text === 'true', shown: text, at }
    if (text === 'in' || text === 'IN') return { kind: 'COMPARATOR', value: 'in', shown: 'in', at }
    if (text.includes('.')) return accessor(text, at)
    return { kind: 'VARIABLE', value: text, shown: text, at }
  }

  #quoted(at: number): Token {
    const text = this.#enclosed((character) => !isQuote(character), 'Unclosed string literal')
    const date = dateOf(text)
    if (date === undefined) return { kind: 'STRING', value: text, shown: text, at }
    const shown = formatTime(date, '2006-01-02 15:04:05.999999999 -0700 MST')
    return { kind: 'TIME', value: date.seconds, shown, at }
  }

  /** What stands between the character here and the next that does not belong. */
  #enclosed(belongs: (character: string) => boolean, unclosed: string): string {
    const from = this.#at
    this.#at += 1
    const { text, isClosed } = this.#span(belongs, 'belong')
    if (!isClosed) throw new Fault(unclosed, from)
    this.#at += 1
    return text
  }

  /** Characters that belong, and those after a backslash, whatever they are. Blanks at the beginning are passed over. */
  #span(belongs: (character: string) => boolean, spaces: Spaces): Span {
    const parts: string[] = []
    while (this.#at < this.#source.length) {
      const character = this.#peek()
      if (character === '\\') {
        this.#at += 1
        const escaped = this.#peek()
        if (escaped === '') throw new Fault('Unexpected end of expression after a backslash', this.#at)
        this.#at += escaped.length
        parts.push(escaped)
        continue
      }
      if (spaces === 'end' && isSpace(character)) {
        this.#at += character.length
        if (parts.length > 0) return { text: parts.join(''), isClosed: true }
        continue
      }
      if (!belongs(character)) return { text: parts.join(''), isClosed: true }
      this.#at += character.length
      parts.push(character)
    }
    return { text: parts.join(''), isClosed: false }
  }
}

/** A path into a struct. Its parts must be exported. */
function accessor(text: string, at: number): Token {
  if (text.endsWith('.')) throw new Fault(`Hanging accessor on token '${text}'`, at)
  const path = text.split('.')
  for (const part of path.slice(1)) {
    const [first = ''] = part
    const upper = first.toUpperCase()
    if (upper === first || Array.from(upper).length !== 1) continue
    throw new Fault(`Unable to access unexported field '${part}' in token '${text}'`, at)
  }
  return { kind: 'ACCESSOR', value: path, shown: `[${path.join(' ')}]`, at }
}
