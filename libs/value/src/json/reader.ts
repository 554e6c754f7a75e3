import { JsonError } from './error.ts'
import { literalFault, numberFault, show, textFault } from './reader-faults.ts'
import { JsonNumber, setMember } from './value.ts'
import type { JsonMap, JsonValue } from './value.ts'

export interface ReaderOptions {
  readonly numbers: 'float64' | 'bigint' | 'digits'
  readonly depthMax: number
}

/** Reads a document by Go's grammar, without recursion. Throws a JsonError in Go's words. */
export function readCarefully(
  text: string,
  options: ReaderOptions,
): { readonly value: JsonValue; readonly fault: JsonError | undefined } {
  return new Reader(text, options).document()
}

type Open = { readonly items: JsonValue[] } | { readonly map: JsonMap; key: string }

const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
// oxlint-disable-next-line no-control-regex -- control characters are what a string must not hold
const plainText = /[^"\\\u0000-\u001f]*/y
const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
}
const literals: Readonly<Record<string, readonly [string, JsonValue]>> = {
  t: ['true', true],
  f: ['false', false],
  n: ['null', null],
}

class Reader {
  readonly #text: string
  readonly #options: ReaderOptions
  readonly #open: Open[] = []
  #at = 0
  #fault: JsonError | undefined

  constructor(text: string, options: ReaderOptions) {
    this.#text = text
    this.#options = options
  }

  document(): { readonly value: JsonValue; readonly fault: JsonError | undefined } {
    for (;;) {
      let value = this.#valueOrOpening()
      while (value !== undefined) {
        const open = this.#open.at(-1)
        if (open === undefined) {
          if (this.#next() !== '') throw this.#unexpected('after top-level value')
          return { value, fault: this.#fault }
        }
        value = 'items' in open ? this.#afterElement(open, value) : this.#afterMember(open, value)
      }
    }
  }

  /** The value that begins here; undefined when it is an array or object that now stands open before its first value. */
  #valueOrOpening(): JsonValue | undefined {
    const first = this.#next()
    if (first === '"') return this.#string()
    if (first === '[') return this.#openArray()
    if (first === '{') return this.#openObject()
    if (first === '-' || (first >= '0' && first <= '9')) return this.#number()
    const literal = literals[first]
    if (literal === undefined) throw this.#unexpected('looking for beginning of value')
    const [word, value] = literal
    if (!this.#text.startsWith(word, this.#at)) throw literalFault(this.#text, this.#at, word)
    this.#at += word.length
    return value
  }

  #openArray(): JsonValue | undefined {
    this.#deeper()
    this.#at++
    if (this.#next() !== ']') {
      this.#open.push({ items: [] })
      return undefined
    }
    this.#at++
    return []
  }

  #openObject(): JsonValue | undefined {
    this.#deeper()
    this.#at++
    if (this.#next() !== '}') {
      this.#open.push({ map: {}, key: this.#key() })
      return undefined
    }
    this.#at++
    return {}
  }

  #deeper(): void {
    if (this.#open.length >= this.#options.depthMax) throw new JsonError('depth', 'exceeded max depth', this.#at)
  }

  /** The array when it ends here, else undefined. */
  #afterElement({ items }: { readonly items: JsonValue[] }, value: JsonValue): JsonValue | undefined {
    items.push(value)
    return this.#hasEnded(']', 'after array element') ? items : undefined
  }

  #afterMember(open: { readonly map: JsonMap; key: string }, value: JsonValue): JsonValue | undefined {
    setMember(open.map, open.key, value)
    if (this.#hasEnded('}', 'after object key:value pair')) return open.map
    open.key = this.#key()
    return undefined
  }

  #hasEnded(bracket: string, where: string): boolean {
    const next = this.#next()
    if (next !== bracket && next !== ',') throw this.#unexpected(where)
    this.#at++
    if (next === ',') return false
    this.#open.pop()
    return true
  }

  #key(): string {
    if (this.#next() !== '"') throw this.#unexpected('looking for beginning of object key string')
    const key = this.#string()
    if (this.#next() !== ':') throw this.#unexpected('after object key')
    this.#at++
    return key
  }

  #string(): string {
    this.#at++
    let text = this.#plain()
    for (;;) {
      const code = this.#text[this.#at]
      if (code === '"') break
      if (code !== '\\') throw textFault(this.#text, this.#at)
      text += this.#escape() + this.#plain()
    }
    this.#at++
    // Half of a surrogate pair can only have come from an escape.
    return text.toWellFormed()
  }

  #plain(): string {
    plainText.lastIndex = this.#at
    const [found = ''] = plainText.exec(this.#text) ?? []
    this.#at += found.length
    return found
  }

  #escape(): string {
    const letter = this.#text[this.#at + 1] ?? ''
    const short = escapes[letter]
    if (short !== undefined) {
      this.#at += 2
      return short
    }
    const digits = this.#text.slice(this.#at + 2, this.#at + 6)
    if (letter !== 'u' || !/^[0-9a-fA-F]{4}$/.test(digits)) throw textFault(this.#text, this.#at)
    this.#at += 6
    return String.fromCharCode(Number.parseInt(digits, 16))
  }

  #number(): JsonValue {
    const start = this.#at
    number.lastIndex = start
    const [digits = ''] = number.exec(this.#text) ?? []
    const cut = numberFault(this.#text, start, digits)
    if (cut !== undefined) throw cut
    this.#at += digits.length
    if (this.#options.numbers === 'digits') return new JsonNumber(digits)
    const value = Number(digits)
    const isInteger = !/[.eE]/.test(digits)
    if (this.#options.numbers === 'bigint' && isInteger && !Number.isSafeInteger(value)) return BigInt(digits)
    if (Number.isFinite(value)) return value
    const message = `json: cannot unmarshal number ${digits} into Go value of type float64`
    this.#fault ??= new JsonError('number-range', message, start)
    return null
  }

  /** The next character that is not white space, '' at the end; it is not taken. */
  #next(): string {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at)
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return this.#text[this.#at] ?? ''
      this.#at++
    }
  }

  #unexpected(where: string): JsonError {
    return show(this.#text, this.#at, where)
  }
}
