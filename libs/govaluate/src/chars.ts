const spaces = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]$/

/** Go's `unicode.IsSpace`. */
export function isSpace(character: string): boolean {
  if (character > ' ' && character < '\u0080') return false
  return spaces.test(character)
}

export function isLetter(character: string): boolean {
  return character < '\u0080' ? /^[A-Za-z]$/.test(character) : /^\p{L}$/u.test(character)
}

export function isDigit(character: string): boolean {
  if (character < '\u0080') return character >= '0' && character <= '9' && character.length === 1
  return /^\p{Nd}$/u.test(character)
}

export function isNumeric(character: string): boolean {
  return character === '.' || isDigit(character)
}

export function isHexDigit(character: string): boolean {
  return isDigit(character) || /^[a-fA-F]$/.test(character)
}

export function isNamePart(character: string): boolean {
  return character === '_' || isNumeric(character) || isLetter(character)
}

export function isQuote(character: string): boolean {
  return character === "'" || character === '"'
}

/** What a symbol may go on with: symbols are read as far as they reach. */
export function isSymbolPart(character: string): boolean {
  return !/^[()[\]'"]$/.test(character) && !isDigit(character) && !isLetter(character)
}
