import { quote } from '../text/quote.ts'

export type TokenKind = 'Identifier' | 'Number' | 'String' | 'Bytes' | 'Operator' | 'Bracket' | 'EOF'

/** A token; `offset` is where it begins in the source, in UTF-16 units. */
export interface Token {
  readonly kind: TokenKind
  readonly value: string
  readonly offset: number
  /** The value of a bytes literal. */
  readonly bytes?: Uint8Array
}

export function tokenText({ kind, value }: Token): string {
  return value === '' ? kind : `${kind}(${quote(value)})`
}
