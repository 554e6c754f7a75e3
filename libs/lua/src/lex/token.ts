/** A keyword or a sign is its own type. */
export type TokenType = 'name' | 'number' | 'string' | 'end of script' | Keyword | Sign

const keywords = [
  'and', 'break', 'do', 'else', 'elseif', 'end', 'false', 'for', 'function', 'goto', 'if',
  'in', 'local', 'nil', 'not', 'or', 'repeat', 'return', 'then', 'true', 'until', 'while',
] as const // prettier-ignore
export type Keyword = (typeof keywords)[number]

const keywordSet: ReadonlySet<string> = new Set(keywords)

export function isKeyword(text: string): text is Keyword {
  return keywordSet.has(text)
}

export type Sign =
  | '+' | '-' | '*' | '/' | '%' | '^' | '#' | '(' | ')' | '{' | '}' | '[' | ']' | ';' | ','
  | '=' | '==' | '~=' | '<' | '<=' | '>' | '>=' | ':' | '::' | '.' | '..' | '...' // prettier-ignore

export interface Token {
  readonly type: TokenType
  /** The name, the digits, or the content of the string. */
  readonly text: string
  /** Offset in the script, in bytes. */
  readonly start: number
  readonly line: number
}
