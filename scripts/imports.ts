/** One import of a file: static, re-exported, for types only, or dynamic with a plain string. */
export interface Import {
  readonly specifier: string
  readonly line: number
}

interface Token {
  readonly kind: 'word' | 'string' | 'mark'
  readonly text: string
  readonly line: number
}

/** Every module that a TypeScript or JavaScript source names. Comments, strings, templates and regular expressions do not count. */
export function importsOf(source: string): readonly Import[] {
  const tokens = tokenize(source)
  const found: Import[] = []
  for (const [index, token] of tokens.entries()) {
    if (token.kind !== 'word' || tokens[index - 1]?.text === '.') continue
    const named =
      token.text === 'import' ? importAt(tokens, index) : token.text === 'export' ? fromClause(tokens, index) : null
    if (named !== null) found.push({ specifier: named.text, line: named.line })
  }
  return found
}

/** `import 'x'`, `import('x')`, or `import … from 'x'`. */
function importAt(tokens: readonly Token[], index: number): Token | null {
  const next = tokens[index + 1]
  if (next?.kind === 'string') return next
  if (next?.text !== '(') return fromClause(tokens, index)
  const named = tokens[index + 2]
  return named?.kind === 'string' ? named : null
}

const clauseMarks = new Set(['{', '}', ',', '*'])

/** The string after `from`, if nothing but names stands before it. */
function fromClause(tokens: readonly Token[], index: number): Token | null {
  for (let at = index + 1; at < tokens.length; at++) {
    const token = tokens[at]
    const after = tokens[at + 1]
    if (token?.text === 'from' && after?.kind === 'string') return after
    if (token === undefined || (token.kind === 'mark' && !clauseMarks.has(token.text))) return null
  }
  return null
}

const blank = /\s+/y
const lineComment = /\/\/[^\n]*/y
const blockComment = /\/\*[\s\S]*?(?:\*\/|$)/y
const word = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy
const number = /\.?\d[\w.]*/y
// A string ends at its line: so a stray apostrophe in a page's text costs no more than its own line.
const string = /'(?:[^'\\\n]|\\[\s\S])*(?:'|(?=\n)|$)|"(?:[^"\\\n]|\\[\s\S])*(?:"|(?=\n)|$)/y
const regularExpression = /\/(?:[^/\\\n[]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y
const templatePart = /(?:[^`\\$]|\\[\s\S]|\$(?!\{))*/y
/** After these words a slash begins a regular expression; after any other it divides. */
const beforeExpression = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'void',
  'throw',
  'await',
  'yield',
  'else',
  'do',
])

function tokenize(source: string): readonly Token[] {
  const tokens: Token[] = []
  /** For each template that we are inside an expression of: how many braces are open in that expression. */
  const templates: number[] = []
  let at = 0
  let line = 1
  const take = (pattern: RegExp): string | null => {
    pattern.lastIndex = at
    const text = pattern.exec(source)?.[0] ?? null
    if (text === null) return null
    at += text.length
    return text
  }
  const advance = (text: string): void => void (line += text.split('\n').length - 1)
  const push = (kind: Token['kind'], text: string): void => void tokens.push({ kind, text, line })
  /** Reads a template's text up to its end or its next expression. */
  const template = (): void => {
    advance(take(templatePart) ?? '')
    const isEnd = source[at] === '`' || at >= source.length
    at += isEnd ? 1 : 2
    if (isEnd) push('string', '')
    else templates.push(0)
  }
  while (at < source.length) {
    const skipped = take(blank) ?? take(lineComment) ?? take(blockComment)
    if (skipped !== null) {
      advance(skipped)
      continue
    }
    const name = take(word)
    if (name !== null) {
      push('word', name)
      continue
    }
    const text = take(string)
    if (text !== null) {
      push('string', text.slice(1, -1))
      advance(text)
      continue
    }
    if (take(number) !== null || (expectsExpression(tokens.at(-1)) && take(regularExpression) !== null)) {
      push('string', '')
      continue
    }
    const mark = source[at] ?? ''
    at += 1
    if (mark === '`') template()
    else if (mark === '}' && templates.at(-1) === 0) {
      templates.pop()
      template()
    } else {
      const open = templates.length - 1
      const braces = templates[open]
      if (braces !== undefined && mark === '{') templates[open] = braces + 1
      if (braces !== undefined && mark === '}') templates[open] = braces - 1
      push('mark', mark)
    }
  }
  return tokens
}

function expectsExpression(last: Token | undefined): boolean {
  if (last === undefined) return true
  if (last.kind === 'word') return beforeExpression.has(last.text)
  return last.kind === 'mark' && last.text !== ')' && last.text !== ']' && last.text !== '}'
}
