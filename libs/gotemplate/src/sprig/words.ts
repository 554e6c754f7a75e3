import { isLetter, isNumber, isPunct, isSpace, isUpper, lowerOf, upperOf } from '../text/runes.ts'
import { canonical } from '@millrace/value'

type Kind = 'number' | 'upper' | 'alphabet' | 'connector' | 'punct' | 'other' | 'none'

interface Word {
  readonly kind: Kind
  readonly text: string
}

function isConnector(character: string): boolean {
  return character === '-' || character === '_' || isSpace(character)
}

/** A letter, but for the common Chinese, Japanese and Korean characters. */
function isAlphabet(character: string): boolean {
  return isLetter(character) && !/^[\u3400-\u4d85\u4e00-\u9fcc\u{20000}-\u{2b81d}]$/u.test(character)
}

/** `FirstName` → `first_name`: lower case with a separator between words. */
export function separatedCase(text: string, separator: '_' | '-'): string {
  const words = new Words(text)
  let out = ''
  const write = ({ kind, text: word }: Word): void => {
    if (kind !== 'upper' && kind !== 'connector') out += word
    else
      for (const character of word)
        out += isConnector(character) ? separator : isUpper(character) ? lowerOf(character) : character
  }
  let word = words.next()
  while (words.left) {
    if (word.kind !== 'connector') write(word)
    const before = word
    word = words.next()
    if (before.kind === 'number') word = afterNumber(words, word, write, () => (out += separator))
    else if (before.kind === 'connector') write(before)
    else if (before.kind !== 'punct') word = afterLetters(words, word, write, () => (out += separator))
  }
  write(word)
  return canonical(out)
}

type Write = (word: Word) => void

/** Letters and numbers after a number belong to its word. */
function afterNumber(words: Words, first: Word, write: Write, separate: () => void): Word {
  let word = first
  while (word.kind === 'alphabet' || word.kind === 'number') {
    write(word)
    word = words.next()
  }
  if (word.kind !== 'none' && word.kind !== 'punct' && word.kind !== 'connector') separate()
  return word
}

function afterLetters(words: Words, first: Word, write: Write, separate: () => void): Word {
  if (first.kind !== 'number') {
    if (first.kind !== 'connector' && first.kind !== 'punct') separate()
    return first
  }
  if (!words.left) return first
  let word = words.next()
  if (word.kind !== 'alphabet') {
    // The number belongs to the word before it: Bld4Floor.
    write(first)
    if (word.kind !== 'connector' && word.kind !== 'punct') separate()
    return word
  }
  // Small letters follow: the number begins a word, as in http2xx.
  separate()
  write(first)
  while (word.kind === 'alphabet' || word.kind === 'number') {
    write(word)
    word = words.next()
  }
  if (word.kind !== 'none' && word.kind !== 'connector' && word.kind !== 'punct') separate()
  return word
}

class Words {
  readonly #characters: readonly string[]
  #at = 0

  constructor(text: string) {
    this.#characters = Array.from(text)
  }

  get left(): boolean {
    return this.#at < this.#characters.length
  }

  next(): Word {
    const first = this.#characters[this.#at]
    if (first === undefined) return { kind: 'none', text: '' }
    const from = this.#at
    this.#at++
    const kind = this.#read(first)
    return { kind, text: this.#characters.slice(from, this.#at).join('') }
  }

  #read(first: string): Kind {
    if (isConnector(first)) {
      this.#skip(isConnector)
      return 'connector'
    }
    if (isPunct(first)) {
      this.#skip(isPunct)
      return 'punct'
    }
    if (isUpper(first)) {
      this.#readUpper()
      return 'upper'
    }
    if (isAlphabet(first)) {
      this.#skip((character) => isAlphabet(character) && !isUpper(character))
      return 'alphabet'
    }
    if (isNumber(first)) {
      this.#skip(isNumber)
      return 'number'
    }
    const isOther = (character: string): boolean =>
      !isConnector(character) && !isAlphabet(character) && !isNumber(character) && !isPunct(character)
    this.#skip(isOther)
    return 'other'
  }

  /** `HTTP` of `HTTPServer`, or `Server`. */
  #readUpper(): void {
    const second = this.#characters[this.#at]
    if (second === undefined) return
    if (!isUpper(second)) {
      if (isAlphabet(second)) this.#skip((character) => isAlphabet(character) && !isUpper(character))
      return
    }
    this.#skip(isUpper)
    const after = this.#characters[this.#at]
    if (after !== undefined && isAlphabet(after)) this.#at--
  }

  #skip(belongs: (character: string) => boolean): void {
    for (;;) {
      const character = this.#characters[this.#at]
      if (character === undefined || !belongs(character)) return
      this.#at++
    }
  }
}

/** `http_server` → `HttpServer`. Connectors at the start, and all but one between words, stay. */
export function pascalCase(text: string): string {
  const characters = Array.from(text)
  let at = 0
  let out = ''
  while (at < characters.length && isConnector(characters[at] ?? '')) {
    out += characters[at] ?? ''
    at++
  }
  const first = characters[at]
  if (first === undefined) return repeatLast(text, out)
  let wasUpper = isUpper(first)
  let current = upperOf(first)
  for (const next of characters.slice(at + 1)) {
    const before = current
    current = next
    if (isConnector(current) && isConnector(before)) {
      out += before
      continue
    }
    if (isConnector(before)) {
      wasUpper = isUpper(current)
      current = upperOf(current)
      continue
    }
    if (wasUpper) {
      if (isUpper(current)) current = lowerOf(current)
      else wasUpper = false
    }
    out += before
  }
  return canonical(out + current)
}

/** A text of connectors alone: the original writes the last one twice. */
function repeatLast(text: string, out: string): string {
  return text === '' ? '' : out + (Array.from(text).at(-1) ?? '')
}
