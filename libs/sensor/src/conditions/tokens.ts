export type Token =
  | { readonly kind: 'and' | 'or' | 'open' | 'close'; readonly at: number }
  /** A name, or the text in quotes, which stands for a name too but for its exact spelling only. */
  | { readonly kind: 'name'; readonly at: number; readonly text: string; readonly quoted: boolean }

export interface Fault {
  readonly kind: 'fault'
  readonly message: string
  /** UTF-16 offset in the conditions. */
  readonly at: number
}

export interface Tokens {
  readonly kind: 'tokens'
  readonly tokens: readonly Token[]
}

/** What may stand between tokens: white space, and the comments of the language behind the original's conditions. */
const blank = /(?:\p{White_Space}|\/\/[^\n]*|\/\*[^]*?\*\/)*/uy
const word = /[\p{L}\p{Nd}_-]+/uy
const quotation = /'([^'"\\\n]*)'|"([^'"\\\n]*)"/y

/** Splits conditions into tokens; the first character that begins none is a fault. */
export function tokenize(text: string): Tokens | Fault {
  const tokens: Token[] = []
  let at = end(blank, text, 0)
  while (at < text.length) {
    const [token, next] = tokenAt(text, at)
    if (token === undefined) return { kind: 'fault', message: faultText(text, at), at }
    tokens.push(token)
    at = end(blank, text, next)
  }
  return { kind: 'tokens', tokens }
}

function tokenAt(text: string, at: number): readonly [Token | undefined, number] {
  if (text.startsWith('&&', at)) return [{ kind: 'and', at }, at + 2]
  if (text.startsWith('||', at)) return [{ kind: 'or', at }, at + 2]
  const char = text.charAt(at)
  if (char === '(') return [{ kind: 'open', at }, at + 1]
  if (char === ')') return [{ kind: 'close', at }, at + 1]
  quotation.lastIndex = at
  const quoted = quotation.exec(text)
  if (quoted !== null) {
    return [{ kind: 'name', at, text: quoted[1] ?? quoted[2] ?? '', quoted: true }, quotation.lastIndex]
  }
  const next = end(word, text, at)
  return next === at ? [undefined, at] : [{ kind: 'name', at, text: text.slice(at, next), quoted: false }, next]
}

function end(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at
  return pattern.test(text) ? pattern.lastIndex : at
}

function faultText(text: string, at: number): string {
  const char = String.fromCodePoint(text.codePointAt(at) ?? 0)
  if (char === '&' || char === '|') return `a single ${char}: write ${char}${char}`
  if (char === '!') return 'conditions have no negation'
  return `${JSON.stringify(char)} means nothing here: conditions are names, &&, || and parentheses`
}
