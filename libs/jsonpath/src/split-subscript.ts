import { parseInt64 } from '@millrace/value'
import { JsonPathError } from './error.ts'

/** A piece of a subscript: an index, a quoted name, a script in parentheses, a place that is empty, or a sign. */
export type Part = number | string | null | { readonly sign: ':' | ',' }

/** Takes `1:(@.length-1)`, `'a', 'b'` and the like apart. */
export function splitSubscript(token: string, subscript: string): readonly Part[] {
  const splitter = new Splitter(token)
  let at = 0
  for (const character of subscript) {
    splitter.take(character, at === 0)
    at += 1
  }
  return splitter.end()
}

class Splitter {
  readonly #token: string
  readonly #parts: Part[] = []
  #text = ''
  #depth = 0
  #quote = ''

  constructor(token: string) {
    this.#token = token
  }

  take(character: string, isFirst: boolean): void {
    this.#text += character
    if (character === ' ') {
      if (this.#quote === '' && this.#depth === 0) this.#text = this.#text.trim()
    } else if (character === '(') {
      if (this.#quote === '') this.#depth += 1
    } else if (character === ')') this.#closeScript()
    else if (character === "'" || character === '"') this.#takeQuote(character)
    else if ((character === ':' || character === ',') && this.#quote === '' && this.#depth === 0) {
      this.#takeSign(character, isFirst)
    }
  }

  end(): readonly Part[] {
    if (this.#text !== '') this.#parts.push(integerOf(this.#text) ?? this.#text)
    return this.#parts
  }

  #closeScript(): void {
    this.#depth -= 1
    if (this.#depth !== 0) return
    const script = this.#text
    if (script.length <= 2 || !script.startsWith('(')) {
      throw new JsonPathError(`invalid expression. invalid format '${script.slice(0, 200)}'`)
    }
    this.#parts.push(script)
    this.#text = ''
  }

  #takeQuote(character: string): void {
    if ((this.#quote !== '' && this.#quote !== character) || this.#depth !== 0) return
    if (this.#text.at(-2) === '\\') {
      this.#text = this.#text.slice(0, -2) + character
      return
    }
    const isOpening = this.#quote === ''
    this.#quote = isOpening ? character : ''
    if (isOpening) {
      if (this.#text !== character) throw this.#misfit()
      return
    }
    if (this.#text.length < 2 || !this.#text.startsWith(character)) throw this.#misfit()
    this.#parts.push(this.#text)
    this.#text = ''
  }

  #takeSign(sign: ':' | ',', isFirst: boolean): void {
    const text = this.#text.slice(0, -1)
    const integer = integerOf(text)
    if (integer !== undefined) this.#parts.push(integer)
    else if (text !== '') {
      if (sign === ':') throw this.#misfit()
      this.#parts.push(text)
    } else if (sign === ':' && isFirst) this.#parts.push(null)
    this.#parts.push({ sign })
    this.#text = ''
  }

  #misfit(): JsonPathError {
    return new JsonPathError(`invalid token. '${this.#token.slice(0, 200)}' does not match any token format`)
  }
}

function integerOf(text: string): number | undefined {
  const parsed = parseInt64(text, 10)
  return parsed.kind === 'int' ? Number(parsed.value) : undefined
}
