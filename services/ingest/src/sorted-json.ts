import { stringEnd } from './compact-json.ts'
import { compareGo, goString } from './go-text.ts'

/**
 * Writes a JSON object's text anew the way Go does after decoding it into `any`: keys sorted at every level, the last of
 * several equal ones kept, strings and fractions in their canonical form. Integers keep their digits, where Go's float64
 * damages those above 2^53. `extra` members replace members of the same key. The text is what `compactJson` gives: without
 * white space, escaped, and within a depth that can be descended.
 */
export function sortedObject(compact: string, extra: Readonly<Record<string, string>>): string {
  const members = new SortedWriter(compact).members()
  for (const [key, value] of Object.entries(extra)) members.set(key, goString(value))
  return joinSorted(members)
}

class SortedWriter {
  readonly #text: string
  #at = 0

  constructor(text: string) {
    this.#text = text
  }

  /** Reads the object that opens here: canonical value by key. */
  members(): Map<string, string> {
    const members = new Map<string, string>()
    this.#at += 1
    while (this.#text[this.#at] === '"') {
      const key = this.#key()
      // The colon.
      this.#at += 1
      members.set(key, this.#value())
      if (this.#text[this.#at] === ',') this.#at += 1
    }
    this.#at += 1
    return members
  }

  #value(): string {
    const first = this.#text[this.#at]
    if (first === '"') return this.#string()
    if (first === '{') return joinSorted(this.members())
    return first === '[' ? this.#elements() : this.#scalar()
  }

  #elements(): string {
    let json = '['
    this.#at += 1
    while (this.#text[this.#at] !== ']') {
      json += this.#value()
      if (this.#text[this.#at] !== ',') break
      json += ','
      this.#at += 1
    }
    this.#at += 1
    return `${json}]`
  }

  #key(): string {
    const raw = this.#raw()
    return raw.includes('\\') ? String(JSON.parse(raw)) : raw.slice(1, -1)
  }

  #string(): string {
    const raw = this.#raw()
    return raw.includes('\\') ? goString(String(JSON.parse(raw))) : raw
  }

  /** The string that opens here, with its quotes. */
  #raw(): string {
    const start = this.#at
    this.#at = stringEnd(this.#text, start)
    return this.#text.slice(start, this.#at)
  }

  #scalar(): string {
    const start = this.#at
    let code = this.#text.charCodeAt(start)
    let isInteger = true
    // Up to `,`, `]` or `}`; past the end the code is NaN.
    while (code >= 0x2d && code !== 0x5d && code !== 0x7d) {
      if (code === 0x2e || code === 0x45 || code === 0x65) isInteger = false
      this.#at += 1
      code = this.#text.charCodeAt(this.#at)
    }
    // A `+` is part of an exponent only.
    if (code === 0x2b) {
      this.#at += 1
      while (this.#text.charCodeAt(this.#at) >= 0x30 && this.#text.charCodeAt(this.#at) <= 0x39) this.#at += 1
    }
    const raw = this.#text.slice(start, this.#at)
    return isInteger ? raw : fraction(raw)
  }
}

/** A number with a fraction or exponent in canonical form; `true` and `false`, which have an `e`, and what no float64 holds stay. */
function fraction(raw: string): string {
  const value = Number(raw)
  if (!Number.isFinite(value)) return raw
  // Go and JavaScript write float64 alike, but for the negative zero.
  return Object.is(value, -0) ? '-0' : String(value)
}

const astral = /[\u{10000}-\u{10ffff}]/u

function joinSorted(members: ReadonlyMap<string, string>): string {
  const keys = [...members.keys()]
  if (keys.some((key) => astral.test(key))) keys.sort(compareGo)
  else keys.sort()
  let json = ''
  for (const key of keys) json += `${json === '' ? '{' : ','}${goString(key)}:${members.get(key) ?? 'null'}`
  return json === '' ? '{}' : `${json}}`
}
