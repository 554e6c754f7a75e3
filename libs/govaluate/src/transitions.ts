import { Fault } from './error.ts'
import type { Token, TokenKind } from './token.ts'

interface State {
  readonly next: ReadonlySet<TokenKind>
  /** Whether an expression may end after it. */
  readonly isEnd: boolean
}

const kinds = (text: string): TokenKind[] => text.split(' ') as TokenKind[]
const operand = kinds('NUMERIC BOOLEAN VARIABLE ACCESSOR STRING TIME CLAUSE')
const after = kinds('MODIFIER COMPARATOR LOGICALOP CLAUSE_CLOSE SEPARATOR')
const begins = (...more: TokenKind[]): State => ({ next: new Set([...operand, ...more]), isEnd: false })
const ends = (...more: TokenKind[]): State => ({ next: new Set([...after, ...more]), isEnd: true })
const without = (state: State, ...less: TokenKind[]): State => ({
  ...state,
  next: state.next.difference(new Set(less)),
})

/** Which token may follow which: a first check, looser here and stricter there than the grammar. */
const states: Readonly<Record<TokenKind, State>> = {
  UNKNOWN: begins('PREFIX'),
  CLAUSE: begins('PREFIX', 'CLAUSE_CLOSE'),
  // A value after a closed clause is let through, and never looked at.
  CLAUSE_CLOSE: ends('NUMERIC', 'BOOLEAN', 'VARIABLE', 'STRING', 'TIME', 'CLAUSE', 'TERNARY'),
  NUMERIC: ends('TERNARY'),
  BOOLEAN: ends('TERNARY'),
  STRING: ends('TERNARY'),
  TIME: ends(),
  VARIABLE: ends('TERNARY'),
  ACCESSOR: ends('TERNARY', 'CLAUSE'),
  MODIFIER: without(begins('PREFIX', 'CLAUSE_CLOSE'), 'TIME'),
  COMPARATOR: begins('PREFIX', 'CLAUSE_CLOSE'),
  LOGICALOP: begins('PREFIX', 'CLAUSE_CLOSE'),
  PREFIX: without(begins('CLAUSE_CLOSE'), 'STRING', 'TIME'),
  TERNARY: begins('PREFIX', 'SEPARATOR'),
  SEPARATOR: begins('PREFIX'),
}

/** Whether `next` may come after `kind`. */
export function mayFollow(kind: TokenKind, next: TokenKind): boolean {
  return states[kind].next.has(next)
}

/** Throws a Fault for tokens that cannot be an expression. */
export function checkOrder(tokens: readonly Token[], end: number): void {
  let last: Token = { kind: 'UNKNOWN', value: null, shown: '<nil>', at: 0 }
  for (const token of tokens) {
    if (!mayFollow(last.kind, token.kind)) throw new Fault(misplaced(last, token), token.at)
    last = token
  }
  if (!states[last.kind].isEnd) throw new Fault('Unexpected end of expression', end)
}

function misplaced(last: Token, token: Token): string {
  if (last.kind === 'VARIABLE' && token.kind === 'CLAUSE') return `Undefined function ${last.shown}`
  return `Cannot transition token types from ${named(last)} to ${named(token)}`
}

function named({ kind, shown }: Token): string {
  return `${kind} [${shown}]`
}
