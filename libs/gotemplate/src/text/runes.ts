import { isAscii } from '@millrace/value'

/** Go's `unicode` classes of a character. */
export function isLetter(character: string): boolean {
  return character < '\u0080' ? /[A-Za-z]/.test(character) : /^\p{L}$/u.test(character)
}

export function isDigit(character: string): boolean {
  return character < '\u0080' ? character >= '0' && character <= '9' : /^\p{Nd}$/u.test(character)
}

export function isNumber(character: string): boolean {
  return character < '\u0080' ? character >= '0' && character <= '9' : /^\p{N}$/u.test(character)
}

export function isUpper(character: string): boolean {
  return character < '\u0080' ? /[A-Z]/.test(character) : /^\p{Lu}$/u.test(character)
}

export function isLower(character: string): boolean {
  return character < '\u0080' ? /[a-z]/.test(character) : /^\p{Ll}$/u.test(character)
}

export function isTitle(character: string): boolean {
  return character >= '\u0080' && /^\p{Lt}$/u.test(character)
}

export function isPunct(character: string): boolean {
  return /^\p{P}$/u.test(character)
}

/** Unicode's White_Space. */
export function isSpace(character: string): boolean {
  return /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/.test(character)
}

/** What `%q` writes as it is: letters, marks, numbers, punctuation, symbols, and the blank. */
export function isPrint(character: string): boolean {
  return character === ' ' || /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(character)
}

/** One character to one character, as Go maps case: where JavaScript gives more than one, it stays, but for `İ`. */
export function upperOf(character: string): string {
  const upper = character.toUpperCase()
  return isOne(upper) ? upper : (upperExceptions.get(character) ?? character)
}

export function lowerOf(character: string): string {
  if (character === '\u0130') return 'i'
  const lower = character.toLowerCase()
  return isOne(lower) ? lower : character
}

export function titleOf(character: string): string {
  return titles.get(character) ?? upperOf(character)
}

function isOne(text: string): boolean {
  return text.length === 1 || (text.length === 2 && (text.codePointAt(0) ?? 0) > 0xffff)
}

/** Greek letters with a iota below: several characters to JavaScript, one to Go. */
const upperExceptions = iotas()

function iotas(): ReadonlyMap<string, string> {
  const pairs: [number, number][] = [
    [0x1fb3, 0x1fbc],
    [0x1fc3, 0x1fcc],
    [0x1ff3, 0x1ffc],
  ]
  for (const base of [0x1f80, 0x1f90, 0x1fa0]) for (let at = 0; at < 8; at++) pairs.push([base + at, base + at + 8])
  return new Map(pairs.map(([lower, upper]) => [String.fromCharCode(lower), String.fromCharCode(upper)]))
}

/** Characters whose title case is not their upper case: the digraphs, and Georgian, which has none. */
const titles = titleCases()

function titleCases(): ReadonlyMap<string, string> {
  const map = new Map<string, string>()
  for (const [upper, title, lower] of ['ǄǅǆǇǈǉǊǋǌǱǲǳ'].flatMap((all) => all.match(/.{3}/gu) ?? [])) {
    for (const one of [upper, title, lower]) if (one !== undefined && title !== undefined) map.set(one, title)
  }
  for (let code = 0x10d0; code <= 0x10ff; code++) map.set(String.fromCharCode(code), String.fromCharCode(code))
  return map
}

/** Go's `strings.ToUpper`. */
export function toUpper(text: string): string {
  return mapCase(text, upperOf)
}

export function toLower(text: string): string {
  return mapCase(text, lowerOf)
}

function mapCase(text: string, one: (character: string) => string): string {
  if (isAscii(text)) return one === upperOf ? text.toUpperCase() : text.toLowerCase()
  let out = ''
  for (const character of text) out += isLoneByte(character) ? '\uFFFD' : one(character)
  return out
}

function isLoneByte(character: string): boolean {
  return character.length === 1 && character >= '\ud800' && character <= '\udfff'
}
