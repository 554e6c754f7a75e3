export type TokenKind =
  | 'error'
  | 'bool'
  | 'char'
  | 'rune'
  | 'complex'
  | 'assign'
  | 'declare'
  | 'eof'
  | 'field'
  | 'identifier'
  | 'leftDelim'
  | 'leftParen'
  | 'number'
  | 'pipe'
  | 'rawString'
  | 'rightDelim'
  | 'rightParen'
  | 'space'
  | 'string'
  | 'text'
  | 'variable'
  | 'dot'
  | 'nil'
  | Keyword

export type Keyword = 'block' | 'break' | 'continue' | 'define' | 'else' | 'end' | 'if' | 'range' | 'template' | 'with'

export interface Token {
  readonly kind: TokenKind
  /** The text; of an error its message. */
  readonly text: string
  /** UTF-16 offset in the source. */
  readonly at: number
}

const words: ReadonlyMap<string, Keyword | 'nil' | 'bool'> = new Map([
  ['block', 'block'],
  ['break', 'break'],
  ['continue', 'continue'],
  ['define', 'define'],
  ['else', 'else'],
  ['end', 'end'],
  ['if', 'if'],
  ['range', 'range'],
  ['template', 'template'],
  ['with', 'with'],
  ['nil', 'nil'],
  ['true', 'bool'],
  ['false', 'bool'],
])

export function wordKind(word: string): TokenKind {
  return words.get(word) ?? 'identifier'
}

const named: Readonly<Partial<Record<TokenKind, string>>> = {
  eof: 'EOF',
  leftDelim: '"{{"',
  rightDelim: '"}}"',
}

/** How an error names the token. */
export function shown({ kind, text }: Token): string {
  if (kind === 'error') return text
  if (named[kind] !== undefined && text !== '') return named[kind]
  if (kind === 'eof') return 'EOF'
  if (wordKind(text) === kind && kind !== 'identifier' && kind !== 'bool') return `<${text}>`
  const short = text.length > 10 ? `${text.slice(0, 10)}"...` : undefined
  return short === undefined ? JSON.stringify(text) : `"${short}`
}
