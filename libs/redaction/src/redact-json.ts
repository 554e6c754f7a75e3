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
export const depthMax = 200

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
  if (!mayHaveUser(text)) return { text, redacted: false }
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

const mayHaveUser = (text: string): boolean => text.includes('://') && text.includes('@')

class NotJson extends Error {}

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/uy
const escape = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/uy
const word = /true|false|null/uy
const [tabCode, newlineCode, returnCode, spaceCode, quoteCode] = [0x09, 0x0a, 0x0d, 0x20, 0x22]
const [commaCode, colonCode, backslashCode] = [0x2c, 0x3a, 0x5c]
const [listCode, listEndCode, objectCode, objectEndCode] = [0x5b, 0x5d, 0x7b, 0x7d]

/** Walks a text once, and copies it but for what is taken out. */
class Scan {
  readonly #text: string
  readonly #rules: RedactRules
  /** Some string of it may be a URL with a user. */
  readonly #mayHaveUser: boolean
  #at = 0
  /** Everything before this is copied. */
  #copied = 0
  #out = ''
  #redacted = false

  constructor(text: string, rules: RedactRules) {
    this.#text = text
    this.#rules = rules
    this.#mayHaveUser = mayHaveUser(text)
  }

  result(): Redacted {
    return { text: this.#out + this.#text.slice(this.#copied), redacted: this.#redacted }
  }

  end(): void {
    this.#passBlanks()
    if (this.#at < this.#text.length) throw new NotJson()
  }

  value(state: PathState, depth: number): void {
    this.#passBlanks()
    const start = this.#at
    if (depth > 0 && (isMet(state) || depth > depthMax)) {
      const isWord = this.#skip()
      // Whether something is so tells less than what it is, and keeps its type.
      if (!isWord) this.#replace(start, `"${redactedMark}"`)
      return
    }
    const code = this.#text.charCodeAt(this.#at)
    if (code === objectCode) this.#members(state, depth)
    else if (code === listCode) this.#items(state, depth)
    else if (code === quoteCode) this.#string(start)
    else if (!this.#take(number) && !this.#take(word)) throw new NotJson()
  }

  #members(state: PathState, depth: number): void {
    this.#at += 1
    for (let isFirst = true; !this.#ends(objectEndCode, isFirst); isFirst = false) {
      this.#passBlanks()
      const start = this.#at
      if (!this.#takeString()) throw new NotJson()
      const name = nameIn(this.#text.slice(start + 1, this.#at - 1))
      this.#passBlanks()
      this.#expect(colonCode)
      this.#passBlanks()
      const valueAt = this.#at
      if (!this.#rules.bearsSecret(name)) this.value(below(state, name), depth + 1)
      else if (!this.#skip()) this.#replace(valueAt, `"${redactedMark}"`)
    }
  }

  #items(state: PathState, depth: number): void {
    this.#at += 1
    for (let index = 0; !this.#ends(listEndCode, index === 0); index += 1) this.value(below(state, index), depth + 1)
  }

  #string(start: number): void {
    if (!this.#takeString()) throw new NotJson()
    if (!this.#mayHaveUser) return
    const { text, redacted } = redactText(this.#text.slice(start, this.#at))
    if (redacted) this.#replace(start, text)
  }

  /** Passes a value over, however deep; true where it is a word. */
  #skip(): boolean {
    let open = 0
    do {
      this.#passBlanks()
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
  #ends(close: number, isFirst: boolean): boolean {
    this.#passBlanks()
    if (this.#text.charCodeAt(this.#at) === close) {
      this.#at += 1
      return true
    }
    if (!isFirst) this.#expect(commaCode)
    return false
  }

  #replace(start: number, by: string): void {
    this.#out += this.#text.slice(this.#copied, start) + by
    this.#copied = this.#at
    this.#redacted = true
  }

  #expect(code: number): void {
    if (this.#text.charCodeAt(this.#at) !== code) throw new NotJson()
    this.#at += 1
  }

  /** No regular expression: a text of several megabytes is more than its stack takes. */
  #takeString(): boolean {
    const text = this.#text
    const start = this.#at
    if (text.charCodeAt(start) !== quoteCode) return false
    for (let at = start + 1; at < text.length;) {
      const code = text.charCodeAt(at)
      if (code === quoteCode) {
        this.#at = at + 1
        return true
      }
      // Control characters have no place in a text of JSON.
      if (code < spaceCode) break
      if (code !== backslashCode) at += 1
      else {
        this.#at = at
        if (!this.#take(escape)) break
        at = this.#at
      }
    }
    this.#at = start
    return false
  }

  #passBlanks(): void {
    let code = this.#text.charCodeAt(this.#at)
    while (code === spaceCode || code === newlineCode || code === returnCode || code === tabCode) {
      code = this.#text.charCodeAt((this.#at += 1))
    }
  }

  #take(what: RegExp): boolean {
    what.lastIndex = this.#at
    if (!what.test(this.#text)) return false
    this.#at = what.lastIndex
    return true
  }
}

/** Most events have no paths to look for: then there are none further down either. */
const below = (state: PathState, name: string | number): PathState =>
  state.length === 0 ? state : step(state, String(name))

function nameIn(quoted: string): string {
  if (!quoted.includes('\\')) return quoted
  const name: unknown = JSON.parse(`"${quoted}"`)
  return typeof name === 'string' ? name : ''
}
