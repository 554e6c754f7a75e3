import type { Value } from './value.ts'

export type TokenKind =
  | 'UNKNOWN'
  | 'PREFIX'
  | 'NUMERIC'
  | 'BOOLEAN'
  | 'STRING'
  | 'TIME'
  | 'VARIABLE'
  | 'SEPARATOR'
  | 'ACCESSOR'
  | 'COMPARATOR'
  | 'LOGICALOP'
  | 'MODIFIER'
  | 'CLAUSE'
  | 'CLAUSE_CLOSE'
  | 'TERNARY'

export interface Token {
  readonly kind: TokenKind
  /** The operator, the name, or what a literal stands for; of an accessor its path. */
  readonly value: Value
  /** As messages show it. */
  readonly shown: string
  /** Where it begins, in UTF-16 units. */
  readonly at: number
}
