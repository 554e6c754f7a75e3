import { stringEnd } from './compact-json.ts'
import { compareGo, goString } from './go-text.ts'

const integer = /^-?\d+$/u

/**
 * Writes a JSON object's text anew the way Go does after decoding it into `any`: keys sorted at every level, the last of
 * several equal ones kept, strings and fractions in their canonical form. Integers keep their digits, where Go's float64
 * damages those above 2^53. `extra` members replace members of the same key. The text must be valid JSON and, as this
 * descends, within a depth that the caller has checked.
 */
export function sortedObject(text: string, extra: Readonly<Record<string, string>>): string {
  const members = new Map<string, string>()
  const start = text.indexOf('{')
  const writer = new SortedWriter(text, start)
  writer.members(members)
  for (const [key, value] of Object.entries(extra)) members.set(key, goString(value))
  return joinSorted(members)
}

class SortedWriter {
  readonly #text: string
  #at: number

  constructor(text: string, at: number) {
    this.#text = text
    this.#at = at
  }

  /** Reads the object that opens here: canonical value by key. */
  members(into: Map<string, string>): void {
    this.#at += 1
    while (this.#peek() === '"') {
      const key = this.#string()
      this.#peek()
      this.#at += 1
      into.set(key, this.#value())
      if (this.#peek() === ',') this.#at += 1
    }
    this.#at += 1
  }

  #value(): string {
    const first = this.#peek()
    if (first === '{') {
      const members = new Map<string, string>()
      this.members(members)
      return joinSorted(members)
    }
    if (first === '[') return this.#elements()
    if (first === '"') return goString(this.#string())
    return this.#scalar()
  }

  #elements(): string {
    const elements: string[] = []
    this.#at += 1
    while (this.#peek() !== ']') {
      elements.push(this.#value())
      if (this.#peek() === ',') this.#at += 1
    }
    this.#at += 1
    return `[${elements.join(',')}]`
  }

  #string(): string {
    const start = this.#at
    this.#at = stringEnd(this.#text, start)
    const raw = this.#text.slice(start + 1, this.#at - 1)
    if (!raw.includes('\\')) return raw
    return String(JSON.parse(`"${raw}"`))
  }

  #scalar(): string {
    const start = this.#at
    while (this.#at < this.#text.length && !',]} \n\r\t'.includes(this.#text.charAt(this.#at))) this.#at += 1
    const raw = this.#text.slice(start, this.#at)
    const isFraction = /^[-\d]/u.test(raw) && !integer.test(raw)
    // A fraction past float64's range has no canonical form; it keeps its own.
    return isFraction && Number.isFinite(Number(raw)) ? numberText(Number(raw)) : raw
  }

  /** The next character that is no white space. */
  #peek(): string {
    for (;;) {
      const char = this.#text.charAt(this.#at)
      if (char !== ' ' && char !== '\n' && char !== '\r' && char !== '\t') return char
      this.#at += 1
    }
  }
}

/** Go and JavaScript write float64 alike, but for the negative zero. */
const numberText = (value: number): string => (Object.is(value, -0) ? '-0' : String(value))

function joinSorted(members: ReadonlyMap<string, string>): string {
  const keys = [...members.keys()].sort(compareGo)
  return `{${keys.map((key) => `${goString(key)}:${members.get(key) ?? 'null'}`).join(',')}}`
}
