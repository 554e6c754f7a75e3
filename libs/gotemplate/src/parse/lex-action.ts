import { isAlphaNumeric } from './alphanumeric.ts'
import { hasRightTrim, isBlank, leadingEnd } from './delimiters.ts'
import { lexNumber } from './lex-number.ts'
import type { Scanner } from './scanner.ts'
import { wordKind } from './token.ts'
import type { TokenKind } from './token.ts'

/** Reads what stands between `{{` and `}}`, and the `}}`. */
export function lexAction(scanner: Scanner): void {
  let parens = 0
  while (!scanner.done) {
    const { source, at } = scanner
    const trims = hasRightTrim(source, at)
    if (trims || source.startsWith('}}', at)) {
      if (parens > 0) return scanner.fail('unclosed left paren')
      return lexRightDelim(scanner, trims)
    }
    const character = scanner.peek()
    if (character === '(') parens++
    if (character === ')') parens--
    if (parens < 0) return scanner.fail('unexpected right paren')
    lexInside(scanner, character)
  }
}

function lexRightDelim(scanner: Scanner, trims: boolean): void {
  if (trims) {
    scanner.at += 2
    scanner.skip()
  }
  scanner.at += 2
  scanner.emit('rightDelim')
  if (trims) {
    scanner.at = leadingEnd(scanner.source, scanner.at)
    scanner.skip()
  }
}

const single: ReadonlyMap<string, TokenKind> = new Map<string, TokenKind>([
  ['=', 'assign'],
  ['|', 'pipe'],
  ['(', 'leftParen'],
  [')', 'rightParen'],
])

function lexInside(scanner: Scanner, character: string): void {
  if (character === '') return scanner.fail('unclosed action')
  if (isBlank(character)) return lexSpace(scanner)
  scanner.at += character.length
  const kind = single.get(character)
  if (kind !== undefined) return scanner.emit(kind)
  if (character === ':') {
    if (scanner.peek() !== '=') return scanner.fail('expected :=')
    scanner.at++
    return scanner.emit('declare')
  }
  if (character === '"') return lexQuoted(scanner, '"', 'string', 'unterminated quoted string')
  if (character === "'") return lexQuoted(scanner, "'", 'rune', 'unterminated character constant')
  if (character === '`') return lexRaw(scanner)
  if (character === '$') return lexName(scanner, 'variable')
  if (character === '.' && !/[0-9]/.test(scanner.source[scanner.at] ?? ' ')) {
    // At the very end of the text Go takes the dot for a number.
    if (scanner.at < scanner.source.length) return lexName(scanner, 'field')
  }
  if (/[.+\-0-9]/.test(character)) {
    scanner.at -= 1
    return lexNumber(scanner)
  }
  if (isAlphaNumeric(character)) return lexWord(scanner)
  if (/[\x20-\x7e]/.test(character)) return scanner.emit('char')
  scanner.fail(`unrecognized character in action: ${unicodeName(character)}`)
}

function lexSpace(scanner: Scanner): void {
  const end = leadingEnd(scanner.source, scanner.at)
  // The last blank may belong to a trim marker.
  scanner.at = end - scanner.at > 1 && hasRightTrim(scanner.source, end - 1) ? end - 1 : end
  scanner.emit('space')
}

function lexQuoted(scanner: Scanner, mark: string, kind: TokenKind, unterminated: string): void {
  const { source } = scanner
  for (;;) {
    let character = source[scanner.at]
    scanner.at++
    if (character === mark) return scanner.emit(kind)
    if (character === '\\') {
      character = source[scanner.at]
      scanner.at++
    }
    if (character === undefined || character === '\n') return scanner.fail(unterminated)
  }
}

function lexRaw(scanner: Scanner): void {
  const close = scanner.source.indexOf('`', scanner.at)
  if (close < 0) return scanner.fail('unterminated raw quoted string')
  scanner.at = close + 1
  scanner.emit('rawString')
}

function lexWord(scanner: Scanner): void {
  const bad = lexLetters(scanner)
  if (bad !== undefined) return scanner.fail(`bad character ${bad}`)
  scanner.emit(wordKind(scanner.source.slice(scanner.start, scanner.at)))
}

function lexName(scanner: Scanner, kind: 'field' | 'variable'): void {
  if (atTerminator(scanner)) return scanner.emit(kind === 'variable' ? 'variable' : 'dot')
  const bad = lexLetters(scanner)
  if (bad !== undefined) return scanner.fail(`bad character ${bad}`)
  scanner.emit(kind)
}

/** Reads letters and digits; gives the character that follows when no name may end before it. */
function lexLetters(scanner: Scanner): string | undefined {
  let character = scanner.peek()
  while (isAlphaNumeric(character)) {
    scanner.at += character.length
    character = scanner.peek()
  }
  return atTerminator(scanner) ? undefined : unicodeName(character)
}

function atTerminator(scanner: Scanner): boolean {
  const character = scanner.source[scanner.at]
  if (character === undefined || isBlank(character) || '.,|:()'.includes(character)) return true
  return scanner.source.startsWith('}}', scanner.at)
}

function unicodeName(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return `U+${code.toString(16).toUpperCase().padStart(4, '0')} '${character}'`
}
