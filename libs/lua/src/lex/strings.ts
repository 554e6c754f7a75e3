import type { Lexer } from './lexer.ts'

const plain = /[^"'\\\n\r]+/y
const decimalMore = /[0-9]{0,2}/y
const equalSigns = /=*/y

const named: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/** The content of a string that begins here with a quote. */
export function readShortString(lexer: Lexer, quote: string): string {
  const { source, at: start } = lexer
  const parts: string[] = []
  lexer.at++
  for (;;) {
    parts.push(lexer.take(plain))
    const char = source.charAt(lexer.at)
    if (char === quote) {
      lexer.at++
      return parts.join('')
    }
    if (char === '\\') parts.push(readEscape(lexer))
    else if (char === '"' || char === "'") {
      parts.push(char)
      lexer.at++
    } else throw lexer.fault('unterminated string', parts.join(''), start)
  }
}

/** What a backslash here stands for. Of an unknown letter only the backslash goes. */
function readEscape(lexer: Lexer): string {
  const { source } = lexer
  lexer.at++
  const char = source.charAt(lexer.at)
  if (char === '\n' || char === '\r') {
    lexer.newline()
    return '\n'
  }
  lexer.at++
  if (char >= '0' && char <= '9') {
    const more = lexer.take(decimalMore)
    return String.fromCharCode(Number(char + more) & 0xff)
  }
  return named[char] ?? char
}

/** The content of a long string, or of a comment, whose first bracket has been read. */
export function readLongString(lexer: Lexer, problem = 'unterminated multiline string', start = lexer.at - 1): string {
  const { source } = lexer
  const level = lexer.take(equalSigns)
  if (source.charAt(lexer.at) !== '[') throw lexer.fault('invalid multiline string', source.charAt(lexer.at), start)
  lexer.at++
  if ('\n\r'.includes(source.charAt(lexer.at) || ' ')) lexer.newline()
  const closing = `]${level}]`
  const end = source.indexOf(closing, lexer.at)
  if (end < 0) throw lexer.fault(problem, source.slice(lexer.at, lexer.at + 40), start)
  const parts: string[] = []
  while (lexer.at < end) {
    const from = lexer.at
    while (lexer.at < end && !'\n\r'.includes(source.charAt(lexer.at))) lexer.at++
    parts.push(source.slice(from, lexer.at))
    if (lexer.at < end) {
      lexer.newline()
      parts.push('\n')
    }
  }
  lexer.at = end + closing.length
  return parts.join('')
}
