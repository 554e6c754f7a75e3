import { JsonPathError } from './error.ts'

/** Cuts a path into the texts of its steps. */
export function tokenize(path: string): readonly string[] {
  return path === '' ? unexpected('', 0) : new Cutter(path).cut()
}

function unexpected(text: string, at: number): never {
  throw new JsonPathError(`unexpected token '${text}' at index ${at}`)
}

class Cutter {
  readonly #path: string
  readonly #tokens: string[] = []
  #token = ''
  #quotes = 0
  #scriptDepth = 0
  /** Over the whole path, as the original counts. */
  #subscriptDepth = 0

  constructor(path: string) {
    this.#path = path
  }

  cut(): readonly string[] {
    const [first = '', ...rest] = this.#path
    if (first !== '$' && first !== '@') unexpected(first, 0)
    const [next] = rest
    if (next !== undefined && next !== '.' && next !== '[') unexpected(next, 1)
    this.#tokens.push(first)
    for (const character of rest) this.#take(character)
    if (this.#token !== '') this.#push(withoutDot(this.#token))
    return this.#tokens
  }

  #take(character: string): void {
    if (this.#token === '') {
      this.#quotes = 0
      this.#scriptDepth = 0
    }
    this.#count(character)
    this.#token += character
    if (this.#token === '.') return
    if (this.#token === '..') this.#push('..')
    else if (character === '[' && !this.#token.slice(0, -1).includes('[')) this.#openSubscript()
    else if (this.#token.includes('[')) this.#insideSubscript(character)
    else if (character === '.' && !this.#isEnclosed) this.#push(withoutDot(this.#token.slice(0, -1)), '.')
  }

  #count(character: string): void {
    if (character === "'") this.#quotes += 1
    if (character === '(') this.#scriptDepth += 1
    if (character === ')') this.#scriptDepth -= 1
    if (character === '[') this.#subscriptDepth += 1
    if (character === ']') this.#subscriptDepth -= 1
  }

  get #isEnclosed(): boolean {
    return this.#quotes % 2 === 1 || this.#scriptDepth !== 0
  }

  /** A bracket ends a name before it, and begins a token of its own. */
  #openSubscript(): void {
    if (this.#token === '[' || this.#token === '.[') return
    this.#push(withoutDot(this.#token.slice(0, -1)), '[')
  }

  #insideSubscript(character: string): void {
    if (this.#isEnclosed || character !== ']' || this.#subscriptDepth !== 0) return
    this.#push(withoutDot(this.#token))
  }

  #push(token: string, next = ''): void {
    this.#tokens.push(token)
    this.#token = next
  }
}

function withoutDot(token: string): string {
  return token.startsWith('.') ? token.slice(1) : token
}
