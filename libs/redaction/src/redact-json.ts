import { isMet, pathsAtRoot, step, type PathState, type RedactPath } from './path.ts'

/** What may not be seen. */
export interface RedactRules {
  readonly paths: readonly RedactPath[]
  /** Whether a name, by its looks, bears a secret. */
  readonly bearsSecret: (name: string) => boolean
}

export interface Redacted {
  readonly text: string
  /** Something was taken out. */
  readonly redacted: boolean
}

/** What stands where something was taken out. */
export const redactedMark = '[redacted]'
/** Levels that are looked into; a value that lies deeper goes whole. */
const depthMax = 200

/** Takes out of a JSON text what the rules name. A text that is no JSON goes through {@link redactText}. */
export function redactJson(text: string, rules: RedactRules): Redacted {
  const scan = new Scan(text, rules)
  try {
    scan.value(pathsAtRoot(rules.paths), 0)
    scan.end()
  } catch (error) {
    if (error instanceof NotJson) return redactText(text)
    throw error
  }
  return scan.result()
}

/** Takes users and passwords out of the URLs of any text. */
export function redactText(text: string): Redacted {
  if (!text.includes('://') || !text.includes('@')) return { text, redacted: false }
  try {
    const without = text.replace(/:\/\/[^\s/?#@'"\\]+(?:@[^\s/?#@'"\\]+)*@/gu, `://${redactedMark}@`)
    return { text: without, redacted: without !== text }
  } catch (error) {
    // A user of several megabytes is more than the stack of regular expressions takes: all of it goes.
    if (error instanceof RangeError)
      return { text: text.startsWith('"') ? `"${redactedMark}"` : redactedMark, redacted: true }
    throw error
  }
}

class NotJson extends Error {}

const blanks = /[\t\n\r ]*/uy
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/uy
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/uy
const word = /true|false|null/uy
const [spaceCode, quoteCode, backslashCode] = [0x20, 0x22, 0x5c]

/** Walks a text once, and copies it but for what is taken out. */
class Scan {
  readonly #text: string
  readonly #rules: RedactRules
  #at = 0
  /** Everything before this is copied. */
  #copied = 0
  #out = ''
  #redacted = false

  constructor(text: string, rules: RedactRules) {
    this.#text = text
    this.#rules = rules
  }

  result(): Redacted {
    return { text: this.#out + this.#text.slice(this.#copied), redacted: this.#redacted }
  }

  end(): void {
    this.#take(blanks)
    if (this.#at < this.#text.length) throw new NotJson()
  }

  value(state: PathState, depth: number): void {
    this.#take(blanks)
    const start = this.#at
    if (depth > 0 && (isMet(state) || depth > depthMax)) {
      const isWord = this.#skip()
      // Whether something is so tells less than what it is, and keeps its type.
      if (!isWord) this.#replace(start, `"${redactedMark}"`)
      return
    }
    const char = this.#text[this.#at]
    if (char === '{') this.#members(state, depth)
    else if (char === '[') this.#items(state, depth)
    else if (char === '"') this.#string(start)
    else if (!this.#take(number) && !this.#take(word)) throw new NotJson()
  }

  #members(state: PathState, depth: number): void {
    this.#at += 1
    for (let isFirst = true; !this.#ends('}', isFirst); isFirst = false) {
      this.#take(blanks)
      const start = this.#at
      if (!this.#takeString()) throw new NotJson()
      const name = nameIn(this.#text.slice(start, this.#at))
      this.#take(blanks)
      this.#expect(':')
      this.#take(blanks)
      const valueAt = this.#at
      if (!this.#rules.bearsSecret(name)) this.value(step(state, name), depth + 1)
      else if (!this.#skip()) this.#replace(valueAt, `"${redactedMark}"`)
    }
  }

  #items(state: PathState, depth: number): void {
    this.#at += 1
    for (let index = 0; !this.#ends(']', index === 0); index += 1) this.value(step(state, String(index)), depth + 1)
  }

  #string(start: number): void {
    if (!this.#takeString()) throw new NotJson()
    const { text, redacted } = redactText(this.#text.slice(start, this.#at))
    if (redacted) this.#replace(start, text)
  }

  /** Passes a value over, however deep; true where it is a word. */
  #skip(): boolean {
    let open = 0
    do {
      this.#take(blanks)
      const char = this.#text[this.#at]
      if (char === '{' || char === '[') open += 1
      if (char === '}' || char === ']') open -= 1
      if (char !== undefined && '{}[],:'.includes(char)) this.#at += 1
      else if (this.#take(word)) {
        if (open === 0) return true
      } else if (!this.#takeString() && !this.#take(number)) throw new NotJson()
    } while (open > 0)
    return false
  }

  /** Whether a list or an object ends here; else what parts its members is passed. */
  #ends(close: string, isFirst: boolean): boolean {
    this.#take(blanks)
    if (this.#text[this.#at] === close) {
      this.#at += 1
      return true
    }
    if (!isFirst) this.#expect(',')
    return false
  }

  #replace(start: number, by: string): void {
    this.#out += this.#text.slice(this.#copied, start) + by
    this.#copied = this.#at
    this.#redacted = true
  }

  #expect(char: string): void {
    if (this.#text[this.#at] !== char) throw new NotJson()
    this.#at += 1
  }

  /** No regular expression: a text of several megabytes is more than its stack takes. */
  #takeString(): boolean {
    const start = this.#at
    if (this.#text[start] !== '"') return false
    this.#at += 1
    while (this.#at < this.#text.length) {
      const code = this.#text.charCodeAt(this.#at)
      if (code === quoteCode) {
        this.#at += 1
        return true
      }
      // Control characters have no place in a text of JSON.
      if (code < spaceCode || (code === backslashCode && !this.#take(escape))) break
      if (code !== backslashCode) this.#at += 1
    }
    this.#at = start
    return false
  }

  #take(what: RegExp): boolean {
    what.lastIndex = this.#at
    if (!what.test(this.#text)) return false
    this.#at = what.lastIndex
    return true
  }
}

function nameIn(quoted: string): string {
  const name: unknown = JSON.parse(quoted)
  return typeof name === 'string' ? name : ''
}
