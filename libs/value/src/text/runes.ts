/** Go's `[]rune(text)`: a byte that belongs to no character is U+FFFD. */
export function runesOf(text: string): number[] {
  return Array.from(text, (character) => runeOf(character))
}

/** The rune of one character as iteration gives it. */
export function runeOf(character: string): number {
  const code = character.codePointAt(0) ?? 0
  return code >= 0xd800 && code <= 0xdfff ? 0xfffd : code
}

/** Go's `string(rune)`: U+FFFD for what is no character. */
export function fromRune(rune: number): string {
  const valid = rune >= 0 && rune <= 0x10ffff && !(rune >= 0xd800 && rune <= 0xdfff)
  return valid ? String.fromCodePoint(rune) : '\uFFFD'
}
