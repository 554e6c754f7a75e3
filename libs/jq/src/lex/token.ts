/** `punct` covers operators, brackets and keywords: its text says which. */
export interface Token {
  readonly kind: 'punct' | 'identifier' | 'variable' | 'field' | 'format' | 'number' | 'text' | 'end'
  /** As written; of a field, without its dot. */
  readonly text: string
  readonly at: number
  /** Of a `text`: what it is made of. */
  readonly parts?: readonly TextPart[]
}

/** A piece of a string, or the tokens of a query in it, closed by an `end`. */
export type TextPart = string | readonly Token[]

export const keywords: ReadonlySet<string> = new Set([
  'or',
  'and',
  'module',
  'import',
  'include',
  'def',
  'as',
  'label',
  'break',
  'null',
  'true',
  'false',
  'if',
  'then',
  'elif',
  'else',
  'end',
  'try',
  'catch',
  'reduce',
  'foreach',
])
